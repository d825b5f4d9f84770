"""eq and lt, from which the other comparisons follow: values of one kind compare, an int with no float.

Upstream: Go's text/template/funcs.go.
"""

from collections.abc import Sequence

from pykubectl.machinery.go_template.failure import CallError
from pykubectl.machinery.go_template.formatting import sprintf
from pykubectl.machinery.go_template.values import Value, is_integer, to_bytes, type_name, unboxed


def _kind(value: Value) -> str:
    """The kind that counts; "" for what is no basic value."""
    if is_integer(value):
        return "integer"
    return {bool: "bool", float: "float", complex: "complex", str: "string"}.get(type(value), "")


def _incompatible(first: Value, second: Value) -> CallError:
    return CallError(f"incompatible types for comparison: {type_name(first)} and {type_name(second)}")


def equal(args: Sequence[Value]) -> bool:
    """Whether the first is one of the others."""
    first, *others = map(unboxed, args)
    if not others:
        raise CallError("missing argument for comparison")
    return any(_same(first, other) for other in others)


def _same(first: Value, other: Value) -> bool:
    if _kind(first) != _kind(other):
        if first is not None and other is not None:
            raise _incompatible(first, other)
        return False
    if _kind(first):
        return bool(first == other)
    if first is None or other is None:
        return first is other
    if type(first) is not type(other):
        raise CallError(
            sprintf("non-comparable types %s: %s, %s: %s", [first, type_name(first), type_name(other), other])
        )
    raise CallError(sprintf("non-comparable type %s: %s", [other, type_name(other)]))


def less(args: Sequence[Value]) -> bool:
    first, second = map(unboxed, args)
    kinds = _kind(first), _kind(second)
    if "" in kinds:
        raise CallError("invalid type for comparison")
    if kinds[0] != kinds[1]:
        raise _incompatible(first, second)
    if kinds[0] in ("bool", "complex"):
        raise CallError("invalid type for comparison")
    if kinds[0] == "string":
        return to_bytes(first) < to_bytes(second)
    return bool(first < second)
