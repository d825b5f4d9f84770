"""The generic registry: what create, read, update and delete mean for every kind alike.

Each write runs in one store transaction, in upstream's order of hooks: mutating admission, strategy (prepare_create or
prepare_update of the kind), defaults, validation with all field errors in one Invalid, validating admission, store. The
objects it reads are the store's and shared; those it writes are its own. Dry runs do all of it and take the transaction back.

Only this module turns the store's RevisionMismatch into an API error.

Upstream: apiserver/pkg/registry/generic/registry/store.go, registry/rest/{create,update,delete}.go.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pykubectl import Object, kinds
from pykubectl.apiserver import admission, field_management, reading, versions
from pykubectl.apiserver.admission import Attributes
from pykubectl.apiserver.calls import Call
from pykubectl.errors import (
    AlreadyExists,
    BadRequest,
    Conflict,
    FieldError,
    Invalid,
    invalid,
)
from pykubectl.kinds import Kind, metadata
from pykubectl.machinery.objects import copy
from pykubectl.machinery.timestamps import format_time
from pykubectl.storage import Index, Key, Write

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

# A generated name is cut so that it fits a label with its random end.
_GENERATED_PREFIX_MAX = 58

# What only the server sets: an update keeps the old values.
_SYSTEM_FIELDS = (
    "uid",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "generation",
    "selfLink",
)

# A kind whose update must say which revision it read.
_CONDITIONAL = frozenset(
    {
        "customresourcedefinitions.apiextensions.k8s.io",
        "poddisruptionbudgets.policy",
        "leases.coordination.k8s.io",
        "apiservices.apiregistration.k8s.io",
        "csidrivers.storage.k8s.io",
        "csinodes.storage.k8s.io",
        "runtimeclasses.node.k8s.io",
        "mutatingwebhookconfigurations.admissionregistration.k8s.io",
        "validatingwebhookconfigurations.admissionregistration.k8s.io",
    }
)

# A PUT of what is not there creates it.
_CREATED_BY_UPDATE = frozenset(
    {
        "endpoints",
        "events",
        "limitranges",
        "services",
        "leases.coordination.k8s.io",
        "clusterroles.rbac.authorization.k8s.io",
        "clusterrolebindings.rbac.authorization.k8s.io",
        "roles.rbac.authorization.k8s.io",
        "rolebindings.rbac.authorization.k8s.io",
    }
)


class _DryRun(Exception):
    """Takes a transaction back."""


Transform = Callable[[Object], Object]
FieldErrors = list[FieldError]


class Registry:
    def __init__(self, server: "ApiServer") -> None:
        self.server = server
        self.store = server.store
        self.world = server.world

    def get(self, kind: Kind, namespace: str, name: str) -> Object:
        """Raises NotFound."""
        return reading.get(self.server, kind, namespace, name)

    def find(self, resource: str, namespace: str, name: str) -> Object | None:
        return self.store.get(Key(resource, namespace, name))

    def list(self, resource: str, namespace: str | None = None, index: Index | None = None) -> Sequence[Object]:
        return self.store.list(resource, namespace, index)

    @contextmanager
    def transaction(self, call: Call) -> Iterator[None]:
        """One request is one transaction; a dry run takes back all it did."""
        try:
            with self.store.transaction(durable=not call.internal):
                yield
                if call.dry_run:
                    raise _DryRun
        except _DryRun:
            return

    def create(self, call: Call, obj: Object, *, tracked: bool = True) -> Object:
        """`obj` is decoded and becomes the registry's own; not `tracked`, its managed fields are right as they are.

        Raises AlreadyExists, Invalid, Forbidden, BadRequest.
        """
        kind = call.stored_kind
        with self.transaction(call):
            self._name(call, obj)
            if tracked:
                field_management.on_create(self.server, call, obj)
            attributes = Attributes("CREATE", call, obj, None, obj["metadata"].get("name", ""))
            admission.mutate(self.server, attributes)
            self._prepare_create(call, obj)
            self._refuse(kind, obj, self._create_errors(kind, obj))
            self._warn(call, obj, None)
            admission.validate(self.server, attributes)
            key = _key(kind, obj)
            if self.store.get(key) is not None:
                raise AlreadyExists.of(kind.resource, key.name)
            self._fit(call, obj)
            self._write(key, kind, obj, 0)
        if call.dry_run:
            del obj["metadata"]["resourceVersion"]
        return obj

    def _name(self, call: Call, obj: Object) -> None:
        meta = obj["metadata"]
        if call.kind.namespaced:
            if meta.setdefault("namespace", call.namespace) != call.namespace:
                raise BadRequest(
                    "the namespace of the provided object does not match the namespace sent on the request"
                )
        elif "namespace" in meta:
            del meta["namespace"]
        if not meta.get("name") and meta.get("generateName"):
            meta["name"] = meta["generateName"][:_GENERATED_PREFIX_MAX] + self.world.suffix()

    def _prepare_create(self, call: Call, obj: Object) -> None:
        kind = call.stored_kind
        meta = obj["metadata"]
        for field in (*_SYSTEM_FIELDS, "resourceVersion"):
            if field != "generation":
                meta.pop(field, None)
        meta["uid"] = self.world.uid()
        meta["creationTimestamp"] = format_time(self.world.now)
        if kinds.has_generation(kind):
            meta["generation"] = 1
        hooks = kinds.hooks(kind)
        if hasattr(hooks, "prepare_create"):
            hooks.prepare_create(obj)
        if hasattr(hooks, "set_requester"):
            hooks.set_requester(obj, call.user)
        self.server.allocate(kind, obj, None)

    def _create_errors(self, kind: Kind, obj: Object) -> FieldErrors:
        errors = metadata.validate_metadata(obj, kind)
        hooks = kinds.hooks(kind)
        if hasattr(hooks, "validate"):
            errors += hooks.validate(obj)
        return errors

    def _refuse(self, kind: Kind, obj: Object, errors: Sequence[FieldError]) -> None:
        if errors:
            raise Invalid.of(kind.kind, kind.group, obj["metadata"].get("name", ""), errors)

    def _warn(self, call: Call, new: Object, old: Object | None) -> None:
        hooks = kinds.hooks(call.stored_kind)
        if not call.internal and not call.subresource and hasattr(hooks, "warnings"):
            self.server.warn(hooks.warnings(new, old))

    def update(self, call: Call, transform: Transform, *, tracked: bool = True) -> Object:
        """Replace an object, or with call.subresource "status" its status, by what `transform` makes of a copy.

        A transform gets the current object, which it must not change, and returns the new one, decoded; not `tracked`, it
        also answers for the managed fields.
        """
        kind = call.stored_kind
        key = Key(kind.storage, call.namespace, call.name)
        with self.transaction(call):
            if call.verb == "update" and kind.resource in _CREATED_BY_UPDATE and self.store.get(key) is None:
                new = transform({})
                self._check_name(call, new["metadata"])
                return self.create(call, new)
            old = versions.handled(call, self.get(call.kind, call.namespace, call.name))
            new = transform(old)
            self._check_identity(call, new, old)
            self._carry_over(call, new, old, tracked)
            attributes = Attributes("UPDATE", call, new, old, call.name)
            admission.mutate(self.server, attributes)
            # The revision to be replaced is no matter of admission.
            new["metadata"]["resourceVersion"] = old["metadata"]["resourceVersion"]
            self._prepare_update(call, new, old)
            if field_management.is_unchanged(new, old):
                self._warn(call, new, old)
                # Nothing is written, but a policy may refuse what is there already.
                admission.validate(self.server, attributes)
                return old
            self._refuse(kind, new, self._update_errors(call, new, old))
            self._warn(call, new, old)
            admission.validate(self.server, attributes)
            self._fit(call, new)
            self._write_update(kind, new, old)
        if call.dry_run:
            new["metadata"]["resourceVersion"] = old["metadata"]["resourceVersion"]
        return new

    def _check_identity(self, call: Call, new: Object, old: Object) -> None:
        meta = new["metadata"]
        self._check_name(call, meta)
        uid = meta.get("uid")
        if uid and uid != old["metadata"]["uid"] and call.verb == "patch":
            error = invalid("metadata.uid", uid, "field is immutable")
            raise Invalid.of(call.kind.kind, call.kind.group, call.name, [error])
        if uid and uid != old["metadata"]["uid"]:
            text = f"Precondition failed: UID in precondition: {uid}, UID in object meta: {old['metadata']['uid']}"
            raise Conflict.of(call.kind.resource, call.name, text)
        version = meta.get("resourceVersion")
        if version and version != old["metadata"]["resourceVersion"]:
            raise Conflict.modified(call.kind.resource, call.name)
        if not version and call.kind.resource in _CONDITIONAL:
            error = invalid("metadata.resourceVersion", 0, "must be specified for an update")
            raise Invalid.of(call.kind.kind, call.kind.group, call.name, [error])

    def _check_name(self, call: Call, meta: Object) -> None:
        name = meta.setdefault("name", call.name)
        if name != call.name:
            raise BadRequest(f"the name of the object ({name}) does not match the name on the URL ({call.name})")
        if call.kind.namespaced and meta.setdefault("namespace", call.namespace) != call.namespace:
            raise BadRequest("the namespace of the provided object does not match the namespace sent on the request")

    def _carry_over(self, call: Call, new: Object, old: Object, tracked: bool) -> None:
        """Put back what such a write does not change, and say who owns what it does."""
        meta, before = new["metadata"], old["metadata"]
        for field in (*_SYSTEM_FIELDS, "resourceVersion"):
            if field in before:
                meta[field] = before[field]
            else:
                meta.pop(field, None)
        if call.subresource == "status":
            finalizers = meta.get("finalizers")
            new_status = new.get("status")
            annotations = meta.get("annotations")
            owners = meta.get(field_management.FIELD)
            fresh = {**old, "metadata": dict(before)}
            new.clear()
            new.update(fresh)
            _put(new, "status", new_status)
            _put(new["metadata"], "finalizers", finalizers)
            _put(new["metadata"], "annotations", annotations)
            _put(new["metadata"], field_management.FIELD, owners)
        elif call.subresource not in ("binding", "approval") and _keeps_status(call, new):
            _put(new, "status", copy(old.get("status")))
        if tracked:
            field_management.on_update(self.server, call, new, old)

    def _prepare_update(self, call: Call, new: Object, old: Object) -> None:
        kind = call.stored_kind
        hooks = kinds.hooks(kind)
        if call.subresource == "status":
            if hasattr(hooks, "prepare_status"):
                hooks.prepare_status(new, old)
            return
        if call.subresource == "binding":
            # A binding is no change of what the pod is to be: it keeps its generation.
            return
        if call.subresource != "finalize" and hasattr(hooks, "prepare_update"):
            hooks.prepare_update(new, old)
        self.server.allocate(kind, new, old)
        if kinds.has_generation(kind):
            changed = hooks.spec_changed if hasattr(hooks, "spec_changed") else _spec_changed
            if changed(new, old):
                new["metadata"]["generation"] = old["metadata"].get("generation", 0) + 1

    def _update_errors(self, call: Call, new: Object, old: Object) -> FieldErrors:
        kind = call.stored_kind
        hooks = kinds.hooks(kind)
        errors = metadata.validate_metadata_update(new, old, kind)
        # Other subresources (binding, resize, ephemeralcontainers ...) may change what an update may not.
        name = "validate_update" if call.subresource in ("", "scale") else f"validate_{call.subresource}"
        if hasattr(hooks, name):
            errors += getattr(hooks, name)(new, old)
        elif not call.subresource and hasattr(hooks, "validate"):
            errors += hooks.validate(new)
        return errors

    def _fit(self, call: Call, obj: Object) -> None:
        """What users send must fit into the store; what loops write is small. Raises StatusError."""
        if not call.internal and not call.dry_run:
            from pykubectl.apiserver import limits

            limits.fit_for_store(obj)

    def _write_update(self, kind: Kind, new: Object, old: Object) -> None:
        meta = new["metadata"]
        finished = "deletionTimestamp" in meta and not is_held(kind, new)
        grace = meta.get("deletionGracePeriodSeconds") or 0
        gone = finished and not grace
        if gone:
            self.server.release(kind, new)
        self._write(_key(kind, new), kind, None if gone else new, int(meta["resourceVersion"]))
        if gone:
            meta["resourceVersion"] = str(self.store.revision())

    def _write(self, key: Key, kind: Kind, obj: Object | None, expected: int) -> None:
        """Write `obj`, which then says its revision; None deletes."""
        stored = versions.to_store(kind, obj) if obj is not None else None
        self.store.write([Write(key, stored, expected)])
        if obj is not None and stored is not None and stored is not obj:
            obj["metadata"]["resourceVersion"] = stored["metadata"]["resourceVersion"]


def _keeps_status(call: Call, new: Object) -> bool:
    """Whether the status is only changed by its subresource."""
    definition = call.kind.definition
    return definition.keeps_status(new) if definition is not None else "status" in call.stored_kind.subresources


def _spec_changed(new: Object, old: Object) -> bool:
    names = (new.keys() | old.keys()) - {"metadata", "status"}
    return any(new.get(name) != old.get(name) for name in names)


def is_held(kind: Kind, obj: Object) -> bool:
    """Whether a finalizer keeps a deleted object there."""
    if obj["metadata"].get("finalizers"):
        return True
    return kind.resource == "namespaces" and bool((obj.get("spec") or {}).get("finalizers"))


def _key(kind: Kind, obj: Object) -> Key:
    meta = obj["metadata"]
    return Key(kind.resource, meta.get("namespace", "") if kind.namespaced else "", meta["name"])


def _put(obj: Object, field: str, value: object) -> None:
    if value is None:
        obj.pop(field, None)
    else:
        obj[field] = value
