"""What is being described: one object of the server, and the requests for what is related to it.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/interface.go.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pykubectl import Object
from pykubectl.cli.session import CHUNK, Session
from pykubectl.client import ApiResource
from pykubectl.machinery.requests import Target, resource_path
from pykubectl.machinery.timestamps import human_duration, parse_time


@dataclass(frozen=True)
class Subject:
    """`resource`, `namespace` and `name` say which object; `chunk` is how many objects a list request asks for at once."""

    session: Session
    resource: ApiResource
    namespace: str
    name: str
    show_events: bool = True
    chunk: int = CHUNK

    def at_version(self, version: str) -> "Subject":
        """The same object, read in one version of its group (the one that is described), whichever was asked for."""
        return replace(self, resource=self.resource._replace(version=version or self.resource.version))

    def get(self) -> Object:
        """The object, with its kind. Raises StatusError."""
        row = self.resource
        obj = self.fetch(Target(row.group, row.version, self.namespace, row.plural, self.name))
        return {"apiVersion": row.api_version, "kind": row.kind, **obj}

    def fetch(self, target: Target) -> Object:
        """Another object. Raises StatusError."""
        obj: Object = self.session.request("GET", resource_path(target))
        return obj

    def items(self, target: Target, query: Mapping[str, str]) -> list[Object]:
        """The objects of a list, page after page. Raises StatusError."""
        pages = self.session.pages(resource_path(target), query, self.chunk)
        return [item for page in pages for item in page.get("items") or ()]

    def age(self, time: str | None) -> str:
        """How long ago a time was."""
        return human_duration(self.session.now - parse_time(time)) if time else "<unknown>"
