"""Labels of nodes that have a stable name by now, wherever something selects nodes.

Upstream: pkg/api/node/util.go.
"""

from pykubectl import Object
from pykubectl.kinds import rules

STABLE = {
    "beta.kubernetes.io/arch": "kubernetes.io/arch",
    "beta.kubernetes.io/os": "kubernetes.io/os",
    "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
    "beta.kubernetes.io/instance-type": "node.kubernetes.io/instance-type",
}


def label_warning(key: str) -> str:
    """What is wrong with a label of nodes, or ""."""
    if key not in STABLE:
        return ""
    return f'deprecated since {"v1.14" if key.endswith(("/arch", "/os")) else "v1.17"}; use "{STABLE[key]}" instead'


def selector_warnings(path: str, selector: dict[str, str] | None) -> list[str]:
    return [f"{path}[{key}]: {text}" for key in sorted(selector or ()) if (text := label_warning(key))]


def term_warnings(path: str, term: Object, *, values_too: bool) -> list[str]:
    """Of one term of a node selector; `values_too` where validation lets odd values pass."""
    found = []
    for index, expression in enumerate(term.get("matchExpressions") or ()):
        here, key = f"{path}.matchExpressions[{index}]", expression.get("key", "")
        if text := label_warning(key):
            found.append(f"{here}.key: {key} is {text}")
        for position, value in enumerate((expression.get("values") or ()) if values_too else ()):
            found += [f"{here}.values[{position}]: {value} is invalid, {wrong}" for wrong in rules.label_value(value)]
    return found


def terms_warnings(path: str, terms: list[Object]) -> list[str]:
    return [
        text for index, term in enumerate(terms) for text in term_warnings(f"{path}[{index}]", term, values_too=False)
    ]
