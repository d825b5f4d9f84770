"""Output formats: one module per format, each with `printer(argument, options) -> Printer`.

A Printer makes an object's text. Formats with an argument are written `-o jsonpath=...`, or take it from --template. `result_printer` is what
commands that change things use: without -o it says `deployment.apps/web scaled`.

To add one: a row in FORMATS and its module.

Upstream: staging/src/k8s.io/cli-runtime/pkg/printers, .../genericclioptions/print_flags.go.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import NamedTuple

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Flag, Flags, quote
from pykubectl.cli.session import Session

Printer = Callable[[Object], str]


class Options(NamedTuple):
    """What printers may be told: flags shared by all formats, and the session for streams."""

    session: Session
    allow_missing_keys: bool = True
    show_managed_fields: bool = False
    no_headers: bool = False
    format: str = ""


class Format(NamedTuple):
    """`takes_argument`: written with `=...` behind it. `plain`: also for commands that only report what they did."""

    module: str
    takes_argument: bool = False
    plain: bool = True


FORMATS: Mapping[str, Format] = {
    "custom-columns": Format("custom_columns", True, plain=False),
    "custom-columns-file": Format("custom_columns", True, plain=False),
    "go-template": Format("go_template", True),
    "go-template-file": Format("go_template", True),
    "json": Format("json"),
    "jsonpath": Format("jsonpath", True),
    "jsonpath-as-json": Format("jsonpath", True),
    "jsonpath-file": Format("jsonpath", True),
    "kyaml": Format("kyaml"),
    "name": Format("name"),
    "template": Format("go_template", True),
    "templatefile": Format("go_template", True),
    "wide": Format("table", plain=False),
    "yaml": Format("yaml"),
}

_ANY_CASE = frozenset({"json", "yaml", "kyaml", "name"})

TEMPLATE_FLAGS = (
    Flag("allow-missing-template-keys", "bool", True, "Print nothing for what a template asks for and is not there."),
    Flag("show-managed-fields", "bool", False, "Show metadata.managedFields in JSON and YAML."),
    Flag("template", "string", "", "Template, or file with one, for -o go-template, jsonpath and their like."),
)
PRINT_FLAGS = (
    Flag(
        "output",
        "string",
        "",
        "Output format: " + ", ".join(name for name, row in FORMATS.items() if row.plain) + ".",
        "o",
    ),
    *TEMPLATE_FLAGS,
)


def printer_for(session: Session, flags: Flags, *, allowed: Callable[[Format], bool] | None = None) -> Printer | None:
    """The printer that -o and --template ask for; None without them. Raises Failure for a format there is not."""
    output: str = flags["output"]
    template: str = flags.get("template", "")
    if not output and not template:
        return None
    names = [name for name, row in FORMATS.items() if (allowed or _plain)(row)]
    name, argument = _split(output or "go-template", template, names)
    if name not in names:
        raise no_printer(output, names)
    options = Options(
        session,
        flags.get("allow-missing-template-keys", True),
        flags.get("show-managed-fields", False),
        flags.get("no-headers", False),
        name,
    )
    if FORMATS[name].takes_argument and not argument:
        kind = "custom-columns format specified but no custom columns given" if "columns" in name else ""
        raise Failure(kind or "template format specified but no template given")
    module = import_module(f"pykubectl.cli.printers.{FORMATS[name].module}")
    made: Printer = module.printer(argument, options)
    return made


def no_printer(output: str, names: Sequence[str]) -> Failure:
    """What is said of an output format that is none of those."""
    formats = ",".join(names)
    return Failure(
        f"unable to match a printer suitable for the output format {quote(output)}, allowed formats are: {formats}"
    )


def _plain(row: Format) -> bool:
    return row.plain


def _split(output: str, template: str, names: list[str]) -> tuple[str, str]:
    """The format's name and its argument; formats without one are known in any case of letters."""
    name, equals, argument = output.partition("=")
    if equals and name in names and FORMATS[name].takes_argument and not template:
        return name, argument
    if output.lower() in _ANY_CASE:
        return output.lower(), template
    return output, template


def without_managed_fields(obj: Object) -> Object:
    """The object as JSON and YAML show it by default; lists are treated item by item."""
    if isinstance(obj.get("items"), list):
        return {
            **obj,
            "items": [without_managed_fields(item) if isinstance(item, dict) else item for item in obj["items"]],
        }
    metadata = obj.get("metadata")
    if not isinstance(metadata, dict) or "managedFields" not in metadata:
        return obj
    kept = {key: value for key, value in metadata.items() if key != "managedFields"}
    return {**obj, "metadata": kept}


def operation_text(operation: str, dry_run: str) -> str:
    """`created`, `created (dry run)`, `created (server dry run)`."""
    return operation + {"client": " (dry run)", "server": " (server dry run)"}.get(dry_run, "")


def result_printer(session: Session, flags: Flags, operation: str, dry_run: str = "none") -> Printer:
    """-o's printer, or the line `TYPE/NAME OPERATION`."""
    made = printer_for(session, flags)
    if made is not None and flags["output"] != "name":
        return made
    from pykubectl.cli.printers.name import named

    text = "" if flags["output"] == "name" else operation_text(operation, dry_run)
    return lambda obj: named(obj, text)


def typed_printer(session: Session, flags: Flags, operation: str, dry_run: str = "none") -> Printer:
    """`result_printer` for commands that hold their objects as Go types: JSON and KYAML show the order of the types' fields."""
    if flags["output"] not in ("json", "kyaml"):
        return result_printer(session, flags, operation, dry_run)
    from pykubectl.machinery.field_order import as_sent

    in_order: Printer = import_module(f"pykubectl.cli.printers.{flags['output']}").in_order
    shown = (lambda obj: obj) if flags.get("show-managed-fields", False) else without_managed_fields
    return lambda obj: in_order(as_sent(shown(obj)))
