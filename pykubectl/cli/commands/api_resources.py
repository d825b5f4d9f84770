"""api-resources: what discovery knows.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/apiresources/apiresources.go.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.cli.errors import Failure, UsageError
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.printers import Options, no_printer
from pykubectl.cli.printers.tabwriter import TabWriter
from pykubectl.cli.session import Session
from pykubectl.client import ApiResource

_FORMATS = ("json", "kyaml", "name", "wide", "yaml")


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if arguments:
        raise UsageError(f"unexpected arguments: [{' '.join(arguments)}]", session.path)
    output = flags["output"]
    if output and output not in _FORMATS:
        raise no_printer(output, _FORMATS)
    if flags["sort-by"] not in ("", "name", "kind"):
        raise Failure("--sort-by accepts only name or kind")
    rows = _sorted(
        [row for row in session.client.resources(refresh=not flags["cached"]) if row.preferred and _wanted(row, flags)],
        flags["sort-by"],
    )
    if output in ("json", "kyaml", "yaml"):
        _write_objects(session, rows, output)
    elif output == "name":
        session.write("".join(f"{row.resource}\n" for row in rows))
    else:
        _write_table(session, rows, flags)
    return None


def _wanted(row: ApiResource, flags: Flags) -> bool:
    if "api-group" in flags.changed and row.group != flags["api-group"]:
        return False
    if "namespaced" in flags.changed and row.namespaced != flags["namespaced"]:
        return False
    if not set(flags["verbs"]) <= set(row.verbs):
        return False
    return set(flags["categories"]) <= set(row.categories)


def _sorted(rows: Sequence[ApiResource], by: str) -> list[ApiResource]:
    if by == "name":
        return sorted(rows, key=lambda row: row.plural)
    if by == "kind":
        return sorted(rows, key=lambda row: row.kind)
    return sorted(rows, key=lambda row: (row.group, row.plural))


def _write_table(session: Session, rows: Sequence[ApiResource], flags: Flags) -> None:
    wide = flags["output"] == "wide"
    writer = TabWriter()
    if not flags["no-headers"]:
        names = ["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"]
        writer.row([*names, "VERBS", "CATEGORIES"] if wide else names)
    for row in rows:
        namespaced = "true" if row.namespaced else "false"
        cells = [row.plural, ",".join(row.short_names), row.api_version, namespaced, row.kind]
        writer.row([*cells, ",".join(row.verbs), ",".join(row.categories)] if wide else cells)
    session.write(writer.flush())


def _write_objects(session: Session, rows: Sequence[ApiResource], output: str) -> None:
    found: Object = {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": ""}
    found["resources"] = [_object(row) for row in rows]
    if output == "kyaml":
        from pykubectl.cli.printers.kyaml import in_order

        session.write(in_order(found))
        return
    from importlib import import_module

    module = import_module(f"pykubectl.cli.printers.{output}")
    session.write(module.printer("", Options(session))(found))


def _object(row: ApiResource) -> Object:
    found: Object = {"name": row.plural, "singularName": row.singular, "namespaced": row.namespaced}
    if row.group:
        found["group"] = row.group
    found.update(version=row.version, kind=row.kind, verbs=list(row.verbs))
    if row.short_names:
        found["shortNames"] = list(row.short_names)
    if row.categories:
        found["categories"] = list(row.categories)
    return found


COMMAND = Command(
    "api-resources [flags]",
    run,
    short="List the resources that the server knows",
    long="Lists the resources that the server knows, with their short names, versions and kinds.",
    examples="""
# All
kubectl api-resources

# Those that live in namespaces, with their verbs
kubectl api-resources --namespaced=true -o wide

# Those of a group
kubectl api-resources --api-group=apps
""",
    flags=(
        Flag("api-group", "string", "", "Only resources of this group."),
        Flag("cached", "bool", False, "Take what is known of the server, without asking it."),
        Flag("categories", "strings", [], "Only resources of these categories."),
        Flag(
            "namespaced", "bool", True, "Only resources that live in namespaces, or with =false only those that do not."
        ),
        Flag("no-headers", "bool", False, "Leave out the line with the names of the columns."),
        Flag("output", "string", "", "Output format: json, kyaml, name, wide or yaml.", "o"),
        Flag("show-managed-fields", "bool", False, "Accepted, unused."),
        Flag("sort-by", "string", "", "Sort by name or kind."),
        Flag("verbs", "strings", [], "Only resources that have all these verbs."),
    ),
)
