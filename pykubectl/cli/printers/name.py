"""`-o name`, and the lines that say what was done: `deployment.apps/web`, `deployment.apps/web scaled`.

Upstream: staging/src/k8s.io/cli-runtime/pkg/printers/name.go.
"""

from pykubectl import Object
from pykubectl.cli.printers import Options, Printer


def printer(argument: str, options: Options) -> Printer:
    return named


def named(obj: Object, operation: str = "") -> str:
    """One line per object; of a list, one per item."""
    if isinstance(obj.get("items"), list):
        return "".join(named(item, operation) for item in obj["items"])
    name = (obj.get("metadata") or {}).get("name") or "<unknown>"
    kind = kind_name(obj)
    subject = f"{kind}/{name}" if kind else name
    return f"{subject} {operation}\n" if operation else f"{subject}\n"


def kind_name(obj: Object) -> str:
    """`pod`, `deployment.apps`."""
    kind: str = obj.get("kind", "").lower()
    group = obj.get("apiVersion", "").rpartition("/")[0]
    return f"{kind}.{group}" if group and kind else kind
