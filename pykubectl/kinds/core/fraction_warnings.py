"""Half a byte is nothing anybody can have: amounts that are accepted, but warned of.

Upstream: pkg/api/pod/warnings.go, pkg/api/persistentvolumeclaim/util.go.
"""

from pykubectl import Object
from pykubectl.machinery import quantity


def is_fractional(amount: str) -> bool:
    return bool(quantity.milli_value(amount) % 1000)


def fraction(amount: str) -> str:
    return f'fractional byte value "{quantity.canonical(amount)}" is invalid, must be an integer'


def fractions(path: str, amounts: dict[str, str], names: tuple[str, ...]) -> list[str]:
    return [
        f"{path}[{name}]: {fraction(amounts[name])}"
        for name in names
        if name in amounts and is_fractional(amounts[name])
    ]


def claim_warnings(path: str, spec: Object) -> list[str]:
    """Of a claim for storage, alone or in a template."""
    resources = spec.get("resources") or {}
    return [
        text
        for kind in ("requests", "limits")
        for text in fractions(f"{path}.resources.{kind}", resources.get(kind) or {}, ("storage",))
    ]
