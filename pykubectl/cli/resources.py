"""Which objects a command line means: kubectl's argument grammar, resolved by discovery.

    TYPE NAME...   TYPE/NAME...   TYPE1,TYPE2 [NAME...]   TYPE -l SELECTOR   TYPE --all   -f FILE|DIR|URL|-   -k DIR

A TYPE is a plural, singular, short name, kind or category, with `.GROUP` or `.VERSION.GROUP` behind it. `Builder` takes what
the flags say and hands out a Result, whose `visit` goes on after errors and raises them together at the end.

Upstream: staging/src/k8s.io/cli-runtime/pkg/resource/builder.go, visitor.go; client-go/restmapper.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from pykubectl import Object
from pykubectl.cli.errors import Aggregate, Failure, Verbatim
from pykubectl.cli.grammar import Flag, Flags, quote
from pykubectl.cli.info import Info, check_namespace, singular_name
from pykubectl.cli.mapping import Mapper, mapper_of
from pykubectl.cli.session import CHUNK, Session
from pykubectl.cli.sources import Source, sources_of
from pykubectl.client import ApiResource
from pykubectl.errors import BadRequest, NotFound, StatusError
from pykubectl.machinery.requests import JSON, Target, resource_path

__all__ = ["Builder", "Info", "Result", "singular_name"]

MISSING = """You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'"""
# Where kubectl's own types are registered, and those of its client library.
SCHEME = "pkg/scheme/scheme.go:28"
CLIENT_SCHEME = "k8s.io/client-go/kubernetes/scheme/register.go:84"

FILENAME_FLAGS = (
    Flag("filename", "strings", [], "File, directory or URL with the resource.", "f"),
    Flag("kustomize", "string", "", "Directory of a kustomization; instead of -f and -R.", "k"),
    Flag("recursive", "bool", False, "Also read the subdirectories of the directory given with -f.", "R"),
)
SELECTOR_FLAG = Flag(
    "selector", "string", "", "Label selector (=, ==, !=, in, notin, exists) that objects must meet.", "l"
)
FIELD_SELECTOR_FLAG = Flag("field-selector", "string", "", "Field selector (=, ==, !=) that objects must meet.")
ALL_NAMESPACES_FLAG = Flag("all-namespaces", "bool", False, "In all namespaces, whatever --namespace says.", "A")


@dataclass
class Builder:
    """What a command line asks for. `fetch`: objects named in arguments are fetched (else only named);
    `latest`: objects in files are replaced by what the server has; `validate`: files must state kind and apiVersion;
    `any_by_default`: a type alone means all of its objects; `local`: no server is asked;
    `scheme`: only kinds with a Go type will do, of the scheme that errors name."""

    session: Session
    arguments: Sequence[str] = ()
    filenames: Sequence[str] = ()
    kustomize: str = ""
    recursive: bool = False
    selector: str | None = None
    field_selector: str | None = None
    select_all: bool = False
    all_namespaces: bool = False
    fetch: bool = True
    latest: bool = False
    flatten: bool = True
    validate: bool = False
    any_by_default: bool = False
    continue_on_error: bool = True
    accept: str = JSON
    subresource: str = ""
    chunk: int = CHUNK
    list_query: dict[str, str] = field(default_factory=dict)
    scheme: str = ""
    local: bool = False
    single_type: bool = False

    @classmethod
    def from_flags(cls, session: Session, flags: Flags, arguments: Sequence[str]) -> "Builder":
        """The usual flags, those that the command has."""
        return cls(
            session,
            arguments,
            flags.get("filename", []),
            flags.get("kustomize", ""),
            flags.get("recursive", False),
            flags.get("selector") or None,
            flags.get("field-selector") or None,
            flags.get("all", False),
            flags.get("all-namespaces", False),
        )

    def do(self) -> "Result":
        """Resolve everything that needs no object. Raises what is wrong with the arguments."""
        result = _Resolution(self).result()
        if self.scheme:
            produce = result.produce
            result.produce = lambda: map(self._typed, produce())
        return result

    def _typed(self, item: "Info | Exception") -> "Info | Exception":
        """The object as the client's Go type has it; the client has such types for what it has schemas for."""
        from pykubectl.machinery.schema import Schema

        if not isinstance(item, Info):
            return item
        row = item.resource
        schema = self.session.client.patch_strategy(row.api_version, row.kind)
        if not isinstance(schema, Schema):
            return Failure(
                f'no kind "{row.kind}" is registered for version "{row.api_version}" in scheme "{self.scheme}"'
            )
        if item.object is not None:
            from pykubectl.machinery.typed_form import typed

            item.object = typed(item.object, schema)
        return item


@dataclass
class Result:
    """The objects asked for, fetched as they are walked; `single` says that the command line could only mean one."""

    produce: Callable[[], Iterator[Info | Exception]]
    single: bool
    continue_on_error: bool
    resources: Sequence[ApiResource] = ()

    def visit(self, function: Callable[[Info], None]) -> None:
        """Call `function` with each object; raises at once, or goes on and raises all errors at the end."""
        errors: list[Exception] = []
        missed: list[Exception] = []
        for item in self.produce():
            if isinstance(item, Exception):
                if not self.continue_on_error:
                    raise item
                missed.append(item)
                continue
            try:
                function(item)
            except (StatusError, Failure) as error:
                if not self.continue_on_error:
                    raise
                errors.append(error)
        if self.single and self.resources:
            # Named on the command line, and alone: an error of its own, not one of many.
            errors += missed
        elif missed:
            errors.append(Aggregate(missed))
        if len(errors) == 1:
            raise errors[0]
        if errors:
            raise Aggregate(errors)

    def collect(self) -> tuple[list[Info], Exception | None]:
        """All objects, and the error that kept others away."""
        infos: list[Info] = []
        try:
            self.visit(infos.append)
        except (StatusError, Failure, Aggregate) as error:
            return infos, error
        return infos, None

    def infos(self) -> list[Info]:
        """All objects. Raises."""
        infos, error = self.collect()
        if error is not None:
            raise error
        return infos


class _Resolution:
    """One pass from a Builder to its Result."""

    def __init__(self, wanted: Builder) -> None:
        self.wanted = wanted
        self.session = wanted.session
        self.errors: list[Exception] = []
        self.names: list[str] = []
        self.types: list[str] = []
        self.tuples: list[tuple[str, str]] = []
        self.selector = wanted.selector

    @property
    def mapper(self) -> Mapper:
        return mapper_of(self.session)

    def result(self) -> Result:
        sources, single = self._sources()
        self._arguments()
        if self.wanted.select_all:
            if self.selector is not None:
                selector = quote(self.selector)
                self.errors.append(
                    Failure(f"found non-empty label selector {selector} with previously set 'all' parameter")
                )
            self.selector = ""
        if self.errors:
            raise Aggregate(self.errors)
        if sources:
            return self._by_paths(sources, single)
        if self.selector is not None or self.wanted.field_selector is not None:
            return self._by_selector()
        if self.tuples:
            return self._by_names([(kind, [name]) for kind, name in self.tuples], len(self.tuples) == 1)
        if self.names:
            return self._by_type_and_names()
        for kind in self.types:
            self.mapper.of_argument(kind)
        if self.types:
            raise Failure("resource(s) were provided, but no name was specified")
        raise Failure(MISSING)

    def _sources(self) -> tuple[list[Source], bool]:
        wanted = self.wanted
        if wanted.kustomize and wanted.filenames:
            self.errors.append(Failure("only one of -f or -k can be specified"))
        if wanted.kustomize and wanted.recursive:
            self.errors.append(Failure("the -k flag can't be used with -f or -R"))
        if self.errors:
            return [], False
        sources, errors, single = sources_of(self.session, wanted.filenames, wanted.recursive)
        self.errors.extend(errors)
        if wanted.kustomize:
            sources.append(Source(wanted.kustomize, lambda: _kustomize(wanted.session, wanted.kustomize)))
        return sources, single

    def _arguments(self) -> None:
        arguments = self._as_tuples(self.wanted.arguments)
        slashes = sum("/" in argument for argument in arguments)
        if slashes:
            self._tuples(arguments, slashes)
            return
        if not arguments:
            return
        self.types, self.names = self._types(arguments[0]), arguments[1:]
        if not self.names and self.selector is None and self.wanted.any_by_default:
            self.selector = ""

    def _as_tuples(self, arguments: Sequence[str]) -> list[str]:
        """`a,b x y` as `a/x a/y b/x b/y`."""
        if len(arguments) < 2 or "," not in arguments[0]:
            return list(arguments)
        return [f"{kind}/{name}" for kind in dict.fromkeys(arguments[0].split(",")) for name in arguments[1:]]

    def _tuples(self, arguments: list[str], slashes: int) -> None:
        if slashes != len(arguments):
            program = self.session.program
            self.errors.append(
                Failure(
                    "there is no need to specify a resource type as a separate argument when passing arguments in"
                    f" resource/name form (e.g. '{program} get resource/<resource_name>' instead of"
                    f" '{program} get resource resource/<resource_name>'"
                )
            )
            return
        for argument in arguments:
            parts = argument.split("/")
            if len(parts) != 2:
                self.errors.append(Failure("arguments in resource/name form may not have more than one slash"))
                return
            if not parts[0] or not parts[1] or "," in parts[0]:
                self.errors.append(Failure("arguments in resource/name form must have a single resource and name"))
                return
            self.tuples.append((parts[0], parts[1]))

    def _types(self, argument: str) -> list[str]:
        """The types of `a,b`, categories replaced by their members."""
        types: list[str] = []
        for part in argument.split(","):
            members = [] if self.wanted.local else self.mapper.category(part)
            types.extend(members or [part])
        return types

    def _by_paths(self, sources: list[Source], single: bool) -> Result:
        if self.types or self.tuples:
            raise Failure(
                "when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well"
            )
        return Result(lambda: _read(self.wanted, sources), single, self.wanted.continue_on_error)

    def _by_selector(self) -> Result:
        if self.names:
            raise Failure("name cannot be provided when a selector is specified")
        if self.tuples:
            raise Failure("selectors and the all flag cannot be used when passing resource/name arguments")
        if not self.types:
            raise Failure("at least one resource must be specified to use a selector")
        if self.wanted.subresource:
            raise Failure("subresource cannot be used when bulk resources are specified")
        if self.wanted.single_type and len(set(self.types)) > 1:
            raise Failure("you may only specify a single resource type")
        rows = list(dict.fromkeys(self.mapper.of_argument(kind) for kind in self.types))
        return Result(lambda: _list(self.wanted, rows, self.selector or ""), False, self.wanted.continue_on_error, rows)

    def _by_type_and_names(self) -> Result:
        if not self.types:
            raise Failure("you must provide a resource and a resource name together")
        if len(self.types) > 1:
            raise Failure("you must specify only one resource")
        return self._by_names([(self.types[0], self.names)], len(self.names) == 1)

    def _by_names(self, wanted: list[tuple[str, list[str]]], single: bool) -> Result:
        infos: list[Info] = []
        for kind, names in wanted:
            row = self.mapper.of_argument(kind)
            if row.namespaced and self.wanted.all_namespaces:
                raise Failure("a resource cannot be retrieved by name across all namespaces")
            namespace = self.session.namespace if row.namespaced else ""
            infos.extend(Info(row, namespace, name) for name in names)
        rows = list(dict.fromkeys(info.resource for info in infos))
        return Result(lambda: _fetch(self.wanted, infos), single, self.wanted.continue_on_error, rows)


def _read(wanted: Builder, sources: Sequence[Source]) -> Iterator[Info | Exception]:
    from pykubectl.cli.manifests import read_manifests

    return read_manifests(wanted, sources)


def _kustomize(session: Session, directory: str) -> str:
    from pykubectl.cli.kustomization import Build, build

    return build(directory, Build(session.note))


def _fetch(wanted: Builder, infos: Sequence[Info]) -> Iterator[Info | Exception]:
    for info in infos:
        if not wanted.fetch:
            yield info
            continue
        try:
            if not info.name:
                raise Failure("resource name may not be empty")
            info.get(wanted.session, wanted.accept, wanted.subresource)
        except (StatusError, Failure) as error:
            yield error
        else:
            yield info


def _list(wanted: Builder, rows: Sequence[ApiResource], selector: str) -> Iterator[Info | Exception]:
    for row in rows:
        try:
            for page in list_pages(wanted, row, selector):
                yield from _items(wanted, row, page)
        except (StatusError, Failure) as error:
            yield error


def _items(wanted: Builder, row: ApiResource, page: Object) -> Iterator[Info]:
    if not wanted.flatten or "items" not in page:
        yield Info(row, _namespace(wanted, row), "", object=page)
        return
    kind = page.get("kind", "List").removesuffix("List")
    for item in page["items"]:
        typed = {"apiVersion": page["apiVersion"], "kind": kind, **item}
        yield Info(row, item["metadata"].get("namespace", ""), item["metadata"]["name"], object=typed)


def _namespace(wanted: Builder, row: ApiResource) -> str:
    return wanted.session.namespace if row.namespaced and not wanted.all_namespaces else ""


def list_pages(wanted: Builder, row: ApiResource, selector: str) -> Iterator[Object]:
    """The pages of a list request, each a list object (or Table)."""
    query = dict(wanted.list_query)
    if selector:
        query["labelSelector"] = selector
    if wanted.field_selector:
        query["fieldSelector"] = wanted.field_selector
    namespace = _namespace(wanted, row)
    try:
        check_namespace(namespace)
    except Failure as error:
        raise Verbatim(error.message) from None
    path = resource_path(Target(row.group, row.version, namespace, row.plural))
    try:
        yield from wanted.session.pages(path, query, wanted.chunk, accept=wanted.accept)
    except (BadRequest, NotFound) as error:
        raise _list_error(row, selector, wanted.field_selector or "", error) from None


def _list_error(row: ApiResource, selector: str, field_selector: str, error: StatusError) -> StatusError:
    subject = quote(f"{row.group}/{row.version}, Resource={row.plural}")
    text = f"Unable to list {subject}: {error.message}"
    if selector or field_selector:
        text = (
            f"Unable to find {subject} that match label selector {quote(selector)},"
            f" field selector {quote(field_selector)}: {error.message}"
        )
    return type(error)(text, error.details)
