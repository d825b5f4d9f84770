"""`-o json`: keys sorted, four spaces, `<`, `>` and `&` escaped as Go does.

Upstream: staging/src/k8s.io/cli-runtime/pkg/printers/json.go.
"""

from pykubectl import Object
from pykubectl.cli.printers import Options, Printer, without_managed_fields
from pykubectl.machinery.json_codec import dumps


def printer(argument: str, options: Options) -> Printer:
    if options.show_managed_fields:
        return lambda obj: dumps(obj) + "\n"
    return lambda obj: dumps(without_managed_fields(obj)) + "\n"


def in_order(obj: Object) -> str:
    """An object the client made itself, in the order in which it was made (its Go type's)."""
    from json import JSONEncoder

    return JSONEncoder(ensure_ascii=False, indent=4, separators=(",", ": ")).encode(obj).translate(_ESCAPES) + "\n"


_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
