"""Numbers that may be given as a percentage (`maxSurge: 25%`).

Upstream: apimachinery/pkg/util/intstr.
"""


def scaled(value: int | str | None, total: int, *, round_up: bool) -> int:
    """`value` itself, or that part of `total`."""
    if value is None:
        return 0
    if isinstance(value, int):
        return value
    if not value.endswith("%"):
        return int(value)
    product = int(value[:-1]) * total
    return -(-product // 100) if round_up else product // 100
