"""The formats of tables that show selectors; apart from the others, so that the tables without need not know selectors.

Upstream: apimachinery/pkg/apis/meta/v1/helpers.go (FormatLabelSelector).
"""

from pykubectl import Object
from pykubectl.machinery.selectors import format_label_selector


def selector(label_selector: Object | None) -> str:
    """A label selector; `<none>` where it is missing or selects everything."""
    return format_label_selector(label_selector)


def param_ref(binding: Object) -> str:
    """What the parameters of an admission policy binding are."""
    ref = binding["spec"].get("paramRef")
    if not ref:
        return "<unset>"
    if ref.get("name"):
        namespace = ref.get("namespace")
        return f"{namespace}/{ref['name']}" if namespace else str(ref["name"])
    return selector(ref.get("selector"))
