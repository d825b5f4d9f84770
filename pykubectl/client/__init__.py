"""Clients: a request goes in, a response or a StatusError comes out, wherever the cluster is.

`embedded` runs the cluster in this process, `remote` speaks HTTPS to a real one, `kubeconfig` says which. The command line
holds a Client and nothing below it.

Upstream: staging/src/k8s.io/client-go (rest, discovery).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from pykubectl import Object
from pykubectl.machinery.requests import Request, Response


class ApiResource(NamedTuple):
    """One row of discovery: a resource in one served version; preferred is whether it is the group's preferred version."""

    group: str
    version: str
    plural: str
    singular: str
    kind: str
    namespaced: bool
    verbs: tuple[str, ...]
    short_names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    preferred: bool = True

    @property
    def resource(self) -> str:
        """`pods`, `deployments.apps`."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version


class Client(Protocol):
    # Whether long lists may as well be asked for at once.
    lists_whole: bool

    def request(self, request: Request) -> Response:
        """Raises StatusError; or Unreachable, when there is no server to answer."""

    def watch(self, request: Request, timeout_seconds: float | None = None) -> Iterator[Object]:
        """Watch events ({"type": ..., "object": ...}) of a list request with `watch=true`; ends after `timeout_seconds` of cluster time.

        On an embedded cluster, waiting runs the cluster clock to the next timer instead of sleeping.
        """

    def resources(self, *, refresh: bool = False) -> Sequence[ApiResource]:
        """Discovery, in the server's order; subresources are left out.

        What was found is kept for hours, for later commands too, until `refresh` asks anew: a resource that has come since
        is not there, one that has gone still is.
        """

    def scale_path(self, resource: ApiResource) -> bool:
        """Whether the resource has a scale subresource."""

    def patch_strategy(self, api_version: str, kind: str) -> object | None:
        """The schema (machinery.schema.Schema) that strategic merge needs; None for kinds without one (custom resources)."""

    def now(self) -> float:
        """The cluster clock, seconds since the epoch: ages are counted on it."""

    def pause(self, seconds: float, *, wakes: bool = False) -> float:
        """Let cluster time pass, and say how much did: embedded clusters run ahead, real ones make us sleep.

        With `wakes` it may end before its time, when something has changed.
        """

    def close(self) -> None: ...


class Unreachable(Exception):
    """No answer from `server`; the message is what kubectl says of it."""
