"""The kinds that a server knows: the built-in ones, and those that its CustomResourceDefinitions add.

Built-in kinds are found in their tables; only what is not there is looked for among the definitions, each of which is
understood once in each of its revisions.

Upstream: apiextensions-apiserver/pkg/apiserver/customresource_handler.go, customresource_discovery_controller.go.
"""

from collections.abc import Callable, Iterator

from pykubectl import Object
from pykubectl.kinds import KINDS, Kind
from pykubectl.kinds import of_kind as built_in_of_kind
from pykubectl.kinds import of_resource as built_in_of_resource
from pykubectl.storage import Key, Store

DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io"
_BY_PATH = {(kind.group, version, kind.plural): kind for kind in KINDS for version in kind.versions}
_BUILT_IN_VERSIONS = frozenset(path[:2] for path in _BY_PATH)


class Catalogue:
    """Kinds by path, group resource, and group and kind."""

    def __init__(self, store: Store, new_uid: Callable[[], str] = str) -> None:
        """`new_uid` names the requests to conversion webhooks."""
        self._store = store
        self._new_uid = new_uid
        self._made: dict[str, tuple[str, Kind | None]] = {}

    def __iter__(self) -> Iterator[Kind]:
        yield from KINDS
        yield from self.custom()

    def custom(self) -> list[Kind]:
        """By the names that their API services have: v1.example.com comes before v1beta1.example.com."""
        found = [kind for crd in self._store.list(DEFINITIONS) if (kind := self._kind_of(crd)) is not None]
        first: dict[str, str] = {}
        for kind in found:
            service = min(f"{version}.{kind.group}" for version in kind.versions)
            first[kind.group] = min(service, first.get(kind.group, service))
        return sorted(found, key=lambda kind: (first[kind.group], kind.group, kind.plural))

    def at_path(self, group: str, version: str, plural: str) -> Kind | None:
        kind = _BY_PATH.get((group, version, plural))
        if kind is None and group:
            kind = self.of_resource(f"{plural}.{group}")
        return kind if kind is not None and version in kind.versions else None

    def is_built_in(self, group: str, version: str) -> bool:
        return (group, version) in _BUILT_IN_VERSIONS

    def of_resource(self, resource: str) -> Kind | None:
        """By group resource: `pods`, `backups.ops.example.com`."""
        kind = built_in_of_resource(resource)
        if kind is not None or "." not in resource:
            return kind
        crd = self._store.get(Key(DEFINITIONS, "", resource))
        return self._kind_of(crd) if crd is not None else None

    def of_kind(self, group: str, kind: str) -> Kind | None:
        found = built_in_of_kind(group, kind)
        if found is not None or "." not in group:
            return found
        return next((one for one in self.custom() if (one.group, one.kind) == (group, kind)), None)

    def _kind_of(self, crd: Object) -> Kind | None:
        meta = crd["metadata"]
        version, kind = self._made.get(meta["name"], ("", None))
        if version != meta["resourceVersion"]:
            from pykubectl.kinds.custom import kind_of

            kind = kind_of(crd)
            if kind is not None and kind.definition is not None and _asks_webhook(crd):
                from pykubectl.apiserver.webhooks.conversion import converter

                kind.definition.convert_by_webhook = converter(crd, self._service, self._new_uid)
            self._made[meta["name"]] = meta["resourceVersion"], kind
        return kind

    def _service(self, namespace: str, name: str) -> Object | None:
        return self._store.get(Key("services", namespace, name))


def _asks_webhook(crd: Object) -> bool:
    return (crd["spec"].get("conversion") or {}).get("strategy") == "Webhook"
