"""Objects from manifests: documents become objects of known resources, in a namespace, with what is wrong said in kubectl's words.

Upstream: staging/src/k8s.io/cli-runtime/pkg/resource/{visitor,mapper}.go, .../kubectl/pkg/validation.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pykubectl import Object
from pykubectl.cli.decode import check_object
from pykubectl.cli.errors import Aggregate, Failure, Verbatim
from pykubectl.cli.grammar import quote
from pykubectl.cli.info import Info
from pykubectl.cli.mapping import mapper_of
from pykubectl.cli.sources import Source, documents
from pykubectl.client import ApiResource
from pykubectl.errors import StatusError

if TYPE_CHECKING:
    from pykubectl.cli.resources import Builder


_NO_OBJECT = "invalid object to validate"


def read_manifests(wanted: "Builder", sources: Sequence[Source]) -> Iterator[Info | Exception]:
    """The objects of all sources, in order, and what is wrong with others."""
    matches = _matcher(wanted.selector)
    for source in sources:
        try:
            for document in documents(source):
                yield from _document(wanted, document, source.name, matches)
        except (StatusError, Failure) as error:
            yield error


def _matcher(selector: str | None) -> Callable[[Object], bool]:
    if not selector:
        return lambda obj: True
    from pykubectl.machinery.selectors import parse_label_selector

    parsed = parse_label_selector(selector)
    return lambda obj: parsed.matches((obj.get("metadata") or {}).get("labels"))


def _document(
    wanted: "Builder", document: Any, source: str, matches: Callable[[Object], bool]
) -> Iterator[Info | Exception]:
    """The objects of a document; what is wrong in a list is one error."""
    if wanted.validate:
        _validate(document, source)
    errors: list[Exception] = []
    for obj in _flatten(document):
        try:
            placed = _names_namespace(obj)
            info = _info(wanted, obj, source)
            if not matches(info.content):
                continue
            if wanted.latest and wanted.all_namespaces and info.resource.namespaced and not placed:
                raise Verbatim(_unplaced(info))
            # What has no name is shown as the file has it.
            if wanted.latest and info.name:
                info.refresh(info.get(wanted.session, wanted.accept, wanted.subresource))
        except (StatusError, Failure) as error:
            errors.append(error)
        else:
            yield info
    if errors:
        yield errors[0] if len(errors) == 1 else Aggregate(errors)


def _names_namespace(obj: Any) -> bool:
    metadata = obj.get("metadata") if isinstance(obj, dict) else None
    return isinstance(metadata, dict) and bool(metadata.get("namespace"))


def _unplaced(info: Info) -> str:
    row = info.resource
    name = quote(info.name)
    return f"no namespace set on resource {row.group}/{row.version}, Resource={row.plural} {name}"


def _flatten(document: Any) -> Iterator[Any]:
    """The items of a list; those of a typed list (ConfigMapList) need not say what they are."""
    is_list = isinstance(document, dict) and isinstance(document.get("items"), list)
    kind = str(document.get("kind", "")) if is_list else ""
    if not kind.endswith("List"):
        yield document
        return
    typed = {"apiVersion": document.get("apiVersion"), "kind": kind.removesuffix("List")} if kind != "List" else {}
    for item in document["items"]:
        yield from _flatten({**typed, **item} if isinstance(item, dict) else item)


def _validate(document: Any, source: str) -> None:
    """What kubectl itself checks before it sends anything."""
    problems: list[str] = []
    if not isinstance(document, dict):
        problems.append(_NO_OBJECT)
    else:
        version, kind = document.get("apiVersion"), document.get("kind")
        if version is None:
            problems.append("apiVersion not set")
        elif not isinstance(version, str):
            problems.append("apiVersion isn't string type")
        elif version.count("/") > 1:
            problems.append(f"unexpected GroupVersion string: {version}")
        if kind is None:
            problems.append("kind not set")
        elif not isinstance(kind, str):
            problems.append("kind isn't string type")
        if (version, kind) == ("v1", "List"):
            items = document.get("items")
            if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
                problems.append(_NO_OBJECT)
    if problems:
        raise not_valid(source, problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]")


def not_valid(source: str, problem: str) -> Failure:
    return Failure(
        f"error validating {quote(source)}: error validating data: {problem};"
        " if you choose to ignore these errors, turn validation off with --validate=false"
    )


def _info(wanted: "Builder", obj: Any, source: str) -> Info:
    check_object(obj, source)
    if obj.get("metadata") is None:
        obj["metadata"] = {}
    metadata = obj["metadata"]
    name, namespace = metadata.get("name") or "", metadata.get("namespace") or ""
    if wanted.local:
        row = local_resource(obj)
    else:
        row = mapper_of(wanted.session).of_kind(obj.get("apiVersion") or "", obj["kind"], name, namespace, source)
    if wanted.local:
        return Info(row, namespace, name, source, obj)
    if not row.namespaced:
        metadata.pop("namespace", None)
        return Info(row, "", name, source, obj)
    if not namespace:
        namespace = metadata["namespace"] = wanted.session.namespace
    elif wanted.session.enforces_namespace and namespace != wanted.session.namespace:
        raise Failure(
            f"the namespace from the provided object {quote(namespace)} does not match the namespace"
            f" {quote(wanted.session.namespace)}. You must pass '--namespace={namespace}' to perform this operation."
        )
    return Info(row, namespace, name, source, obj)


def local_resource(obj: Object) -> ApiResource:
    """A resource for an object that no server is asked about: the plural is guessed."""
    group, _, version = obj["apiVersion"].rpartition("/")
    kind: str = obj["kind"]
    singular = kind.lower()
    plural = singular + ("es" if singular.endswith("s") else "s")
    plural = singular[:-1] + "ies" if singular.endswith("y") else plural
    return ApiResource(group, version, plural, singular, kind, True, ())
