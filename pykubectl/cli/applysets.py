"""apply --applyset: the objects of a set carry its label, a parent object says which kinds and namespaces to look through.

The parent is brought up to date twice: before anything is applied to all that the set had or will have, so that nothing is
lost if the command is cut short, and after pruning to what it has. An alpha feature: only with KUBECTL_APPLYSET=true.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/apply/{applyset,applyset_pruner}.go.
"""

import base64
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence

from pykubectl import Object
from pykubectl.cli.commands.version import KUBECTL_VERSION
from pykubectl.cli.deleting import Deletion
from pykubectl.cli.errors import Aggregate, Failure
from pykubectl.cli.grammar import Flags, quote
from pykubectl.cli.mapping import mapper_of
from pykubectl.cli.printers import result_printer
from pykubectl.cli.resources import Info
from pykubectl.cli.session import Session
from pykubectl.client import ApiResource
from pykubectl.errors import Conflict, NotFound, StatusError
from pykubectl.machinery.requests import APPLY_PATCH, Target, resource_path

PART_OF = "applyset.kubernetes.io/part-of"
_ID = "applyset.kubernetes.io/id"
_TOOLING = "applyset.kubernetes.io/tooling"
_KINDS = "applyset.kubernetes.io/contains-group-kinds"
_NAMESPACES = "applyset.kubernetes.io/additional-namespaces"
_IS_PARENT = "applyset.kubernetes.io/is-parent-type"
_TOOL = "kubectl"
_MANAGER = f"{_TOOL}-applyset"
_BUILT_IN_PARENTS = ("secrets", "configmaps")


def is_enabled() -> bool:
    return os.environ.get("KUBECTL_APPLYSET", "").lower() == "true"


class ApplySet:
    """The set that --applyset names: `secret/name`, `configmaps/name`, a custom kind's object, or the name of a secret."""

    def __init__(self, session: Session, reference: str) -> None:
        """Raises Failure."""
        self._session = session
        kind, slash, name = reference.partition("/")
        self._name = name if slash else reference
        if not self._name:
            raise Failure(f"invalid parent reference {quote(reference)}: name cannot be blank")
        try:
            self._row = mapper_of(session).of_argument(kind if slash else "secrets")
        except Failure:
            plural, _, group = kind.partition(".")
            text = f"no matches for {group}/, Resource={plural}"
            raise Failure(f"invalid parent reference {quote(reference)}: {text}") from None
        self._namespace = session.namespace if session.enforces_namespace and self._row.namespaced else ""
        self._known: dict[tuple[str, str], ApiResource] = {}
        self._known_namespaces: set[str] = set()
        self._applied: dict[tuple[str, str], ApiResource] = {}
        self._applied_namespaces: set[str] = set()

    @property
    def id(self) -> str:
        parts = ".".join((self._name, self._namespace, self._row.kind, self._row.group))
        digest = base64.urlsafe_b64encode(hashlib.sha256(parts.encode()).digest()).decode().rstrip("=")
        return f"applyset-{digest}-v1"

    def __str__(self) -> str:
        return f"{self._row.plural}.{self._row.group}/{self._name}"

    def check(self) -> None:
        """Whether the parent can be one. Raises Failure."""
        problems: list[Exception] = []
        if self._row.namespaced and not self._namespace:
            problems.append(Failure("namespace is required to use namespace-scoped ApplySet"))
        row = self._row
        if not self._is_built_in and row.resource not in self._custom_parents():
            group_version = f"{row.group}/{row.version}"
            problems.append(
                Failure(f'resource "{group_version}, Resource={row.plural}" is not permitted as an ApplySet parent')
            )
        if problems:
            raise problems[0] if len(problems) == 1 else Aggregate(problems)

    @property
    def _is_built_in(self) -> bool:
        return not self._row.group and self._row.plural in _BUILT_IN_PARENTS

    def _custom_parents(self) -> set[str]:
        path = resource_path(Target("apiextensions.k8s.io", "v1", "", "customresourcedefinitions"))
        found = self._session.request("GET", path, query={"labelSelector": f"{_IS_PARENT}=true"})
        return {crd["metadata"]["name"] for crd in found["items"]}

    def add_labels(self, infos: Sequence[Info]) -> None:
        """Make the objects members, in place. Raises Failure."""
        for info in infos:
            metadata = info.content["metadata"]
            labels = metadata.get("labels") or {}
            if PART_OF in labels:
                raise Failure(f"ApplySet label {quote(PART_OF)} already set in input data")
            metadata["labels"] = {**labels, PART_OF: self.id}

    def begin(self, infos: Sequence[Info], query: Mapping[str, str], dry: str) -> None:
        """Before anything is applied: read the parent, and widen it to what will be. Raises Failure."""
        self._fetch()
        for info in infos:
            self._applied[info.resource.group, info.resource.kind] = info.resource
            if info.resource.namespaced:
                self._applied_namespaces.add(info.namespace)
        kinds = {**self._known, **self._applied}
        self._write_parent(kinds, self._known_namespaces | self._applied_namespaces, query, dry)

    def prune(self, flags: Flags, infos: Sequence[Info], deletion: Deletion, query: Mapping[str, str]) -> None:
        """Delete the members that were not applied now, and narrow the parent to what is left."""
        kept = {info.content["metadata"].get("uid") for info in infos}
        show = result_printer(self._session, flags, "pruned", deletion.dry_run)
        for info in list(self._members()):
            if info.content["metadata"].get("uid") in kept:
                continue
            if deletion.dry_run != "client":
                try:
                    deletion.delete(info)
                except NotFound:
                    continue
            self._session.write(show(info.content))
        self._write_parent(self._applied, self._applied_namespaces, query, deletion.dry_run)

    def _members(self) -> Iterator[Info]:
        for _, row in sorted(self._known.items()):
            for namespace in sorted(self._known_namespaces) if row.namespaced else ("",):
                path = resource_path(Target(row.group, row.version, namespace, row.plural))
                found = self._session.request("GET", path, query={"labelSelector": f"{PART_OF}={self.id}"})
                for item in found["items"]:
                    obj = {"apiVersion": row.api_version, "kind": row.kind, **item}
                    yield Info(row, namespace, item["metadata"]["name"], object=obj)

    @property
    def _path(self) -> str:
        return resource_path(Target(self._row.group, self._row.version, self._namespace, self._row.plural, self._name))

    def _fetch(self) -> None:
        try:
            parent = self._session.request("GET", self._path)
        except NotFound:
            if not self._is_built_in:
                raise Failure("custom resource ApplySet parents cannot be created automatically") from None
            return
        except StatusError as error:
            raise Failure(f'failed to fetch ApplySet parent object "{self}": {error.message}') from None
        metadata = parent["metadata"]
        self._check_parent(metadata.get("labels") or {}, metadata.get("annotations") or {})
        annotations = metadata.get("annotations") or {}
        self._known = dict(self._parsed_kinds(annotations))
        namespaces = annotations.get(_NAMESPACES, "")
        self._known_namespaces = {name for name in namespaces.split(",") if name}
        if self._namespace:
            self._known_namespaces.add(self._namespace)

    def _check_parent(self, labels: Mapping[str, str], annotations: Mapping[str, str]) -> None:
        about = f'ApplySet parent object "{self}"'
        if _TOOLING not in annotations:
            raise Failure(f"{about} already exists and is missing required annotation {quote(_TOOLING)}")
        tool = annotations[_TOOLING].partition("/")[0]
        if tool != _TOOL:
            raise Failure(f"{about} already exists and is managed by tooling {quote(tool)} instead of {quote(_TOOL)}")
        if _ID not in labels:
            raise Failure(f"{about} exists and does not have required label {_ID}")
        if labels[_ID] != self.id:
            found = f"(got: {labels[_ID]}, want: {self.id})"
            raise Failure(f"{about} exists and has incorrect value for label {quote(_ID)} {found}")

    def _parsed_kinds(self, annotations: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], ApiResource]]:
        if _KINDS not in annotations:
            text = f"kubectl requires the {quote(_KINDS)} annotation to be set on all ApplySet parent objects"
            raise Failure(f'parsing ApplySet annotation on "{self}": {text}')
        mapper = mapper_of(self._session)
        for text in annotations[_KINDS].split(","):
            kind, _, group = text.partition(".")
            row = next((row for row in mapper.rows if row.preferred and (row.kind, row.group) == (kind, group)), None)
            if row is None and text:
                problem = f'could not find mapping for kind in {quote(_KINDS)} annotation: no matches for kind "{kind}" in group "{group}"'
                raise Failure(f'parsing ApplySet annotation on "{self}": {problem}')
            if row is not None:
                yield (group, kind), row

    def _write_parent(
        self, kinds: Mapping[tuple[str, str], ApiResource], namespaces: set[str], query: Mapping[str, str], dry: str
    ) -> None:
        if dry == "client":
            return
        body = self._parent(kinds, namespaces)
        asked = {**query, "fieldManager": _MANAGER, "force": "false"}
        try:
            try:
                self._session.request("PATCH", self._path, query=asked, body=body, content_type=APPLY_PATCH)
            except Conflict as error:
                text = f"WARNING: failed to update ApplySet: {error.message}\nApplySet field manager {_MANAGER} should own these fields. Retrying with conflicts forced."
                self._session.log_warning("applyset.go:443", text)
                asked["force"] = "true"
                self._session.request("PATCH", self._path, query=asked, body=body, content_type=APPLY_PATCH)
        except StatusError as error:
            raise Failure(f"failed to update ApplySet: {error.message}") from None

    def _parent(self, kinds: Mapping[tuple[str, str], ApiResource], namespaces: set[str]) -> Object:
        names = sorted(f"{kind}.{group}" if group else kind for group, kind in kinds)
        metadata: Object = {"name": self._name}
        if self._namespace:
            metadata["namespace"] = self._namespace
        metadata["labels"] = {_ID: self.id}
        metadata["annotations"] = {
            _TOOLING: f"{_TOOL}/{KUBECTL_VERSION}",
            _KINDS: ",".join(names),
            _NAMESPACES: ",".join(sorted(namespaces - {self._namespace})),
        }
        return {"kind": self._row.kind, "apiVersion": self._row.api_version, "metadata": metadata}
