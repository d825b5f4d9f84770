"""quantity(): amounts of resources.

Upstream: k8s.io/apiserver/pkg/cel/library/quantity.go.
"""

from pykubectl.machinery import quantity
from pykubectl.machinery.cel.errors import EvaluationError
from pykubectl.machinery.cel.values import Opaque

_NAME = "kubernetes.Quantity"
# Upstream keeps larger numbers in a form that is never an integer.
_DIGITS_MAX = 10**18


class Amount(Opaque):
    __slots__ = ("quantity",)
    type_name = _NAME

    def __init__(self, amount: quantity.Quantity) -> None:
        self.quantity = amount

    def same(self, other: "Amount") -> bool:
        return self.quantity.nanos == other.quantity.nanos


def _quantity(text: str) -> Amount:
    try:
        return Amount(quantity.parse(text))
    except quantity.QuantityError as error:
        raise EvaluationError(str(error)) from error


def _is_quantity(text: str) -> bool:
    try:
        quantity.parse(text)
    except quantity.QuantityError:
        return False
    return True


def _compare(left: Amount, right: Amount) -> int:
    a, b = left.quantity.nanos, right.quantity.nanos
    return (a > b) - (a < b)


def _sign(amount: Amount) -> int:
    nanos = amount.quantity.nanos
    return (nanos > 0) - (nanos < 0)


def _as_float(amount: Amount) -> float:
    return amount.quantity.as_float()


def _is_integer(amount: Amount) -> bool:
    whole, rest = divmod(amount.quantity.nanos, quantity.NANO)
    return rest == 0 and abs(whole) < _DIGITS_MAX


def _as_integer(amount: Amount) -> int:
    if not _is_integer(amount):
        raise EvaluationError("cannot convert value to integer")
    return amount.quantity.nanos // quantity.NANO


def _add(left: Amount, right: Amount | int) -> Amount:
    other = quantity.from_value(right) if isinstance(right, int) else right.quantity
    return Amount(left.quantity.plus(other))


def _subtract(left: Amount, right: Amount | int) -> Amount:
    other = quantity.from_value(right) if isinstance(right, int) else right.quantity
    return Amount(left.quantity.minus(other))


ROWS = (
    ("quantity", "string_to_quantity", f"(string) -> {_NAME}", _quantity),
    ("isQuantity", "is_quantity_string", "(string) -> bool", _is_quantity),
    ("sign", "quantity_sign", f"({_NAME}) -> int", _sign),
    ("sign", "quantity_sign_member", f"{_NAME}.() -> int", _sign),
    ("isGreaterThan", "quantity_is_greater_than", f"{_NAME}.({_NAME}) -> bool", lambda a, b: _compare(a, b) > 0),
    ("isLessThan", "quantity_is_less_than", f"{_NAME}.({_NAME}) -> bool", lambda a, b: _compare(a, b) < 0),
    ("compareTo", "quantity_compare_to", f"{_NAME}.({_NAME}) -> int", _compare),
    ("asApproximateFloat", "quantity_get_float", f"{_NAME}.() -> double", _as_float),
    ("asInteger", "quantity_get_int", f"{_NAME}.() -> int", _as_integer),
    ("isInteger", "quantity_is_integer", f"{_NAME}.() -> bool", _is_integer),
    ("add", "quantity_add", f"{_NAME}.({_NAME}) -> {_NAME}", _add),
    ("add", "quantity_add_int", f"{_NAME}.(int) -> {_NAME}", _add),
    ("sub", "quantity_sub", f"{_NAME}.({_NAME}) -> {_NAME}", _subtract),
    ("sub", "quantity_sub_int", f"{_NAME}.(int) -> {_NAME}", _subtract),
)
