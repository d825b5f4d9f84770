"""Info: one object that a command is about, before and after it has been fetched.

Upstream: staging/src/k8s.io/cli-runtime/pkg/resource/visitor.go (Info).
"""

from dataclasses import dataclass

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import quote
from pykubectl.cli.session import Session
from pykubectl.client import ApiResource
from pykubectl.errors import NotFound, StatusError
from pykubectl.machinery.requests import JSON, Target, resource_path


@dataclass
class Info:
    """One object of a command: its resource, where it is, which file it came from, and its content once it is known.

    Without `object` it has not been fetched; `get` fetches it.
    """

    resource: ApiResource
    namespace: str
    name: str
    source: str = ""
    object: Object | None = None

    @property
    def path(self) -> str:
        return self.subpath("")

    def subpath(self, subresource: str) -> str:
        """The URL path of the object or of its subresource. Raises Failure for a name that no path can have."""
        row = self.resource
        check_namespace(self.namespace)
        problem = _path_problem(self.name)
        if problem:
            raise Failure(f"invalid resource name {quote(self.name)}: [{problem}]")
        return resource_path(Target(row.group, row.version, self.namespace, row.plural, self.name, subresource))

    @property
    def collection_path(self) -> str:
        """The URL path of the object's kind in its namespace. Raises Failure for a namespace that no path can have."""
        row = self.resource
        check_namespace(self.namespace)
        return resource_path(Target(row.group, row.version, self.namespace, row.plural))

    @property
    def content(self) -> Object:
        assert self.object is not None, "an object that was not fetched"
        return self.object

    @property
    def label(self) -> str:
        """`deployment.apps/web`, as results name it."""
        return f"{singular_name(self.resource)}/{self.name}"

    def get(self, session: Session, accept: str = JSON, subresource: str = "") -> Object:
        """Fetch the object as it is now. Raises NotFound, of the namespace if that is what is missing."""
        if not self.name:
            raise Failure("resource name may not be empty")
        try:
            self.object = session.request("GET", self.subpath(subresource), accept=accept)
        except NotFound:
            self._check_namespace(session)
            raise
        if isinstance(self.object, str):
            raise Failure(f"what {subresource} answers is text and no object")
        return self.content

    def _check_namespace(self, session: Session) -> None:
        if self.namespace in ("", "default"):
            return
        try:
            session.request("GET", f"/api/v1/namespaces/{self.namespace}")
        except NotFound:
            raise
        except StatusError:
            # Whoever may not look at namespaces hears of the object.
            return

    def refresh(self, obj: Object) -> None:
        """Take what the server answered."""
        self.object = obj
        metadata = obj.get("metadata") or {}
        self.namespace = metadata.get("namespace", self.namespace) if self.resource.namespaced else ""
        self.name = metadata.get("name") or self.name


def check_namespace(namespace: str) -> None:
    """Raises Failure for what cannot be part of a path."""
    problem = _path_problem(namespace)
    if problem:
        raise Failure(f"invalid namespace {quote(namespace)}: [{problem}]")


def singular_name(resource: ApiResource) -> str:
    """`deployment.apps`, `pod`: the kind in lower case, with the group."""
    kind = resource.kind.lower()
    return f"{kind}.{resource.group}" if resource.group else kind


def _path_problem(name: str) -> str:
    if name in (".", ".."):
        return f"may not be '{name}'"
    return next((f"may not contain '{mark}'" for mark in "/%" if mark in name), "")
