"""How Go's fmt prints JSON values with %v: `map[a:1 b:[x y]]`, as some of Kubernetes' messages show them.

Upstream: Go's fmt.
"""

from typing import Any

from pykubectl.machinery.scalars import go_float


def go_print(value: Any) -> str:
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{go_print(value[key])}' for key in sorted(value))}]"
    if isinstance(value, list):
        return f"[{' '.join(map(go_print, value))}]"
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    return go_float(value) if isinstance(value, float) else str(value)
