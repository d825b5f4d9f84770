"""From the words for a type to a resource, by discovery: plural, singular, short name, kind, group, version, category.

Plurals, singulars and kinds match in any case, short names and categories as they are written; without a group the first in
discovery's order wins, without a version the group's preferred one.

Upstream: staging/src/k8s.io/client-go/restmapper, .../cli-runtime/pkg/resource/builder.go (mappingFor).
"""

from collections.abc import Callable, Sequence
from weakref import WeakKeyDictionary

from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import quote
from pykubectl.cli.session import Session
from pykubectl.client import ApiResource, Client

_MAPPERS: "WeakKeyDictionary[Session, Mapper]" = WeakKeyDictionary()


def mapper_of(session: Session) -> "Mapper":
    """The session's mapper; discovery is asked once."""
    found = _MAPPERS.get(session)
    if found is None:
        found = _MAPPERS[session] = Mapper(session.client, session.warn)
    return found


class Mapper:
    """Discovery, asked in the ways that command lines need; what is not found is looked for once more in the server's answer."""

    def __init__(self, client: Client, warn: Callable[[str], None]) -> None:
        self._client = client
        self._warn = warn
        self._is_fresh = False
        self._take(client.resources())

    def _take(self, rows: Sequence[ApiResource]) -> None:
        self.rows = rows
        self._names: dict[str, list[ApiResource]] = {}
        for row in rows:
            for name in dict.fromkeys((row.plural, row.singular or row.kind.lower(), row.kind.lower())):
                self._names.setdefault(name.lower(), []).append(row)
        self._short: dict[str, list[ApiResource]] = {}
        for row in rows:
            for name in row.short_names:
                self._short.setdefault(name, []).append(row)

    def _retry(self, find: Callable[[], ApiResource]) -> ApiResource:
        try:
            return find()
        except Failure:
            if self._is_fresh:
                raise
        self._is_fresh = True
        self._take(self._client.resources(refresh=True))
        return find()

    def category(self, name: str) -> list[str]:
        """The members of a category, as types of the command line; none when it is no category."""
        return [row.resource for row in self.rows if row.preferred and name in row.categories]

    def of_argument(self, argument: str) -> ApiResource:
        """`deploy`, `deployments.apps`, `deployments.v1.apps`. Raises Failure."""
        return self._retry(lambda: self._of_argument(argument))

    def _of_argument(self, argument: str) -> ApiResource:
        name, dot, rest = argument.partition(".")
        version, second, group = rest.partition(".")
        candidates = self._candidates(name)
        if dot and second:
            for row in candidates:
                if (row.version, row.group) == (version, group):
                    # What a short name stands for has no version.
                    return row if name.lower() in self._names else self._of_argument(f"{row.plural}.{group}")
        if dot:
            found = self._in_group(candidates, rest)
            if found is None:
                raise Failure(f"the server doesn't have a resource type {quote(name)} in group {quote(rest)}")
            return found
        if not candidates:
            raise Failure(f"the server doesn't have a resource type {quote(name)}")
        found = _preferred(candidates)
        if name.lower() not in self._names:
            for other in dict.fromkeys(row.resource for row in candidates if row.resource != found.resource):
                self._warn(f"short name {quote(name)} could also match lower priority resource {other}")
        return found

    def find(self, argument: str) -> ApiResource | None:
        """`of_argument`, with None for what is not there."""
        try:
            return self.of_argument(argument)
        except Failure:
            return None

    def _candidates(self, name: str) -> list[ApiResource]:
        return self._names.get(name.lower()) or self._short.get(name) or []

    def _in_group(self, candidates: list[ApiResource], group: str) -> ApiResource | None:
        exact = [row for row in candidates if row.group == group]
        found = exact or [row for row in candidates if row.group.startswith(group)]
        return _preferred(found) if found else None

    def of_kind(
        self, api_version: str, kind: str, name: str = "", namespace: str = "", source: str = ""
    ) -> ApiResource:
        """The resource of a manifest. Raises Failure."""
        return self._retry(lambda: self._of_kind(api_version, kind, name, namespace, source))

    def _of_kind(self, api_version: str, kind: str, name: str, namespace: str, source: str) -> ApiResource:
        for row in self.rows:
            if row.api_version == api_version and kind in (row.kind, row.kind.lower()):
                return row
        raise Failure(
            f"resource mapping not found for name: {quote(name)} namespace: {quote(namespace)} from {quote(source)}:"
            f" no matches for kind {quote(kind)} in version {quote(api_version)}\nensure CRDs are installed first"
        )


def _preferred(rows: Sequence[ApiResource]) -> ApiResource:
    """The first group's preferred version."""
    group = rows[0].group
    return next((row for row in rows if row.group == group and row.preferred), rows[0])
