"""explain: the documentation of a kind and its fields, from the server's schemas.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/explain/explain.go, .../pkg/explain/explain.go.
"""

from typing import NamedTuple

from pykubectl.cli.errors import Failure, NoMatch
from pykubectl.cli.explaining import Subject, plaintext, plaintext_openapiv2
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.mapping import Mapper, mapper_of
from pykubectl.cli.session import Session
from pykubectl.client import ApiResource
from pykubectl.errors import NotFound
from pykubectl.machinery.jsonpath_parser import JSONPathError, Node, parse_nodes
from pykubectl.machinery.requests import Target, resource_path
from pykubectl.machinery.schema import Schema

PLAINTEXT, PLAINTEXT_OPENAPIV2 = "plaintext", "plaintext-openapiv2"

_FIRST_NODE = "invalid jsonpath syntax, first node must be field node"
_ALL_NODES = "invalid jsonpath syntax, all nodes must be field nodes"


class _GroupVersion(NamedTuple):
    group: str
    version: str

    def __str__(self) -> str:
        return f"{self.group}/{self.version}"

    @property
    def api_version(self) -> str:
        return str(self) if self.group else self.version


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    _check(session, flags, arguments)
    mapper = mapper_of(session)
    given: str = flags["api-version"]
    resource, path = _resource_and_path(mapper, arguments[0], any_group=not given)
    if flags["output"] == PLAINTEXT_OPENAPIV2:
        version = _parsed(given) if given else _GroupVersion(resource.group, resource.version)
        schema = _schema(session, version, resource.plural, resource.kind)
        if schema is None:
            raise Failure(f"couldn't find resource for {quote(f'{version}, Kind={resource.kind}')}")
        subject = Subject(*version, resource.kind, schema, path, flags["recursive"], flags["max-depth"])
        session.write(plaintext_openapiv2.text(subject))
        return None
    row = _in_version(mapper, resource, _parsed(given)) if given else resource
    if flags["output"] != PLAINTEXT:
        raise Failure(f"unrecognized format: {flags['output']}")
    _write_plaintext(session, flags, row, path)
    return None


def _check(session: Session, flags: Flags, arguments: list[str]) -> None:
    if not arguments:
        raise Failure(
            f'You must specify the type of resource to explain. Use "{session.program} api-resources" for a complete list'
            " of supported resources."
        )
    if len(arguments) > 1:
        raise Failure("We accept only this format: explain RESOURCE")
    if flags["max-depth"] < 0:
        raise Failure("--max-depth must be non-negative")
    if flags["max-depth"] and not flags["recursive"]:
        raise Failure("--max-depth requires --recursive")


def _write_plaintext(session: Session, flags: Flags, row: ApiResource, path: tuple[str, ...]) -> None:
    version = _GroupVersion(row.group, row.version)
    schema = _schema(session, version, row.plural, row.kind)
    if schema is None:
        raise Failure(f"GVR ({version}, Resource={row.plural}) not found in OpenAPI schema")
    subject = Subject(*version, row.kind, schema, path, flags["recursive"], flags["max-depth"])
    session.write(plaintext.heading(subject))
    body = plaintext.body(subject)
    if body is None:
        raise Failure(f'field "{path[-1]}" does not exist')
    session.write(body)


def _resource_and_path(mapper: Mapper, argument: str, *, any_group: bool) -> tuple[ApiResource, tuple[str, ...]]:
    """`pods.spec`; with `any_group` also `events.events.k8s.io`, where the first resource that the words begin with counts.

    Raises Failure, NoMatch.
    """
    nodes = _nodes(argument)
    if nodes[0].type != "field":
        raise Failure(_FIRST_NODE)
    name: str = nodes[0].value
    if not name:
        raise Failure("a resource must be present, got: /, Resource=")
    found = mapper.find(name)
    if found is None:
        raise NoMatch(f"the server doesn't have a resource type {quote(name)}")
    if not any_group:
        return found, _path(nodes[1:], _ALL_NODES)
    for row in [found, *(row for row in mapper.rows if row.plural == found.plural)]:
        if argument.startswith(row.resource):
            suffix = argument.removeprefix(row.resource)
            return row, _path(_nodes(suffix)[1:], _FIRST_NODE) if suffix else ()
    return found, _path(nodes[1:], _FIRST_NODE)


def _nodes(argument: str) -> list[Node]:
    try:
        actions = parse_nodes(f"{{.{argument.removesuffix('.')}}}")
    except JSONPathError as error:
        raise Failure(str(error)) from None
    if len(actions) != 1:
        raise Failure("must pass in 1 jsonpath string")
    nodes: list[Node] = actions[0].value
    return nodes


def _path(nodes: list[Node], complaint: str) -> tuple[str, ...]:
    if any(node.type != "field" for node in nodes):
        raise Failure(complaint)
    return tuple(node.value for node in nodes)


def _parsed(api_version: str) -> _GroupVersion:
    parts = api_version.split("/")
    if len(parts) > 2:
        raise Failure(f"unexpected GroupVersion string: {api_version}")
    return _GroupVersion(parts[0] if len(parts) == 2 else "", parts[-1])


def _in_version(mapper: Mapper, resource: ApiResource, version: _GroupVersion) -> ApiResource:
    """The resource of the same name in another group and version. Raises Failure."""
    rows = [row for row in mapper.rows if (row.group, row.version) == version]
    wanted = f"{version}, Resource={resource.plural}"
    if not rows:
        raise Failure(f"couldn't find resource for {quote(wanted)}")
    found = next((row for row in rows if row.plural == resource.plural), None)
    if found is None:
        raise Failure(f"GVR ({wanted}) not found in OpenAPI schema")
    return found


def _schema(session: Session, version: _GroupVersion, plural: str, kind: str) -> Schema | None:
    """The schema of a kind; that of a custom resource is in its definition."""
    found = session.client.patch_strategy(version.api_version, kind)
    if isinstance(found, Schema):
        return found
    target = Target("apiextensions.k8s.io", "v1", "", "customresourcedefinitions", f"{plural}.{version.group}")
    try:
        definition = session.request("GET", resource_path(target))
    except NotFound:
        return None
    for row in definition["spec"]["versions"]:
        if row["name"] == version.version and row["served"]:
            openapi = (row.get("schema") or {}).get("openAPIV3Schema") or {"type": "object"}
            return Schema.from_openapi(openapi, root=True)
    return None


COMMAND = Command(
    "explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group]"
    " [-o|--output=plaintext|plaintext-openapiv2]",
    run,
    short="Show what a resource and its fields are for",
    long="Describes a resource or one of its fields: TYPE.FIELD.FIELD says which. The texts come from the server's schemas.",
    examples="""
# A resource and its fields
kubectl explain pods

# One field
kubectl explain pods.spec.containers

# All fields below, by name and type
kubectl explain pods --recursive

# No deeper than two levels
kubectl explain pods --recursive --max-depth=2

# In another version
kubectl explain events --api-version=events.k8s.io/v1
""",
    flags=(
        Flag("api-version", "string", "", "The version to explain, as group/version."),
        Flag("max-depth", "int", 0, "How deep --recursive goes; 0 is no limit."),
        Flag("output", "string", PLAINTEXT, f"Layout: {PLAINTEXT} or {PLAINTEXT_OPENAPIV2}.", "o"),
        Flag("recursive", "bool", False, "Show the names of all fields, and of their fields.", "R"),
    ),
)
