"""`-o jsonpath=...`, jsonpath-as-json and jsonpath-file.

Upstream: staging/src/k8s.io/cli-runtime/pkg/printers/jsonpath.go, .../genericclioptions/jsonpath_flags.go.
"""

from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import quote
from pykubectl.cli.printers import Options, Printer
from pykubectl.cli.sources import read_file
from pykubectl.machinery.jsonpath import JSONPathError, parse
from pykubectl.machinery.scalars import go_float


def printer(argument: str, options: Options) -> Printer:
    if options.format == "jsonpath-file":
        try:
            argument = read_file(argument)
        except Failure as error:
            raise Failure(f"error reading --template {argument}, {error.message}\n") from None
    try:
        template = parse(argument)
    except JSONPathError as error:
        raise Failure(f"error parsing jsonpath {argument}, {error}\n") from None
    as_json = options.format == "jsonpath-as-json"

    def show(obj: Object) -> str:
        try:
            return template.render(obj, allow_missing=options.allow_missing_keys, as_json=as_json)
        except JSONPathError as error:
            raise Failure(_explained(argument, obj, error)) from None

    return show


def _explained(template: str, obj: Object, error: JSONPathError) -> str:
    return (
        f"error executing jsonpath {quote(template)}: Error executing template: {error}. Printing more information for"
        f" debugging the template:\n\ttemplate was:\n\t\t{template}\n\tobject given to jsonpath engine was:\n"
        f"\t\t{go_syntax(obj)}\n\n\n"
    )


def go_syntax(value: Any) -> str:
    """A JSON value as Go's %#v writes it."""
    if isinstance(value, dict):
        return (
            "map[string]interface {}{"
            + ", ".join(f"{quote(key)}:{go_syntax(value[key])}" for key in sorted(value))
            + "}"
        )
    if isinstance(value, list):
        return "[]interface {}{" + ", ".join(map(go_syntax, value)) + "}"
    if value is None:
        return "interface {}(nil)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quote(value)
    return go_float(value) if isinstance(value, float) else str(value)
