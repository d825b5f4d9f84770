"""The values of CEL in Python.

bool, int, str, bytes, list, dict, None and float stand for themselves; Uint, Timestamp, Duration, Optional, TypeValue and
Record are ours. What a value is, is decided by its exact class (a bool is no int here). Record is an object of a declared
type: a view of the raw dict, each field converted when it is read.

Upstream: cel-go/common/types, k8s.io/apiserver/pkg/cel/common/values.go.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pykubectl.machinery.cel import cel_types as types
from pykubectl.machinery.cel.cel_types import CelType
from pykubectl.machinery.cel.errors import CostExceeded, EvaluationError, no_such_overload

INT_MAX, INT_MIN, UINT_MAX = (1 << 63) - 1, -(1 << 63), (1 << 64) - 1
SECOND = 1_000_000_000
TIMESTAMP_MIN, TIMESTAMP_MAX = -62135596800 * SECOND, 253402300799 * SECOND + 999_999_999


class Uint(int):
    __slots__ = ()


class Timestamp:
    """Nanoseconds since 1970; the offset from UTC (seconds) is only for showing it."""

    __slots__ = ("nanos", "offset")

    def __init__(self, nanos: int, offset: int = 0) -> None:
        self.nanos, self.offset = nanos, offset

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Timestamp) and self.nanos == other.nanos

    def __hash__(self) -> int:
        return hash(self.nanos)

    def __lt__(self, other: "Timestamp") -> bool:
        return self.nanos < other.nanos

    def __gt__(self, other: "Timestamp") -> bool:
        return self.nanos > other.nanos


class Duration(NamedTuple):
    nanos: int


class Optional:
    """A value, or none."""

    __slots__ = ("present", "value")

    def __init__(self, present: bool, value: Any = None) -> None:
        self.present, self.value = present, value


NONE = Optional(False)


class TypeValue(NamedTuple):
    """A type as a value: only its name counts."""

    name: str


class Opaque:
    """A value only its library looks into; subclasses say what they are and when two are equal."""

    __slots__ = ()
    type_name = ""

    def size(self) -> int:
        """What costs are made of."""
        return 1

    def same(self, other: Any) -> bool:
        return self is other


class SetList(list[Any]):
    """A list of x-kubernetes-list-type=set: order does not matter, sums are unions."""


class MapList(list[Any]):
    """A list of x-kubernetes-list-type=map: entries are known by their keys."""

    keys: tuple[str, ...] = ()


class Record:
    """An object of a declared type; has() and fields go by escaped names."""

    __slots__ = ("_read", "raw", "type")

    def __init__(self, raw: Mapping[str, Any], declared: CelType) -> None:
        self.raw, self.type = raw, declared
        self._read: dict[str, Any] = {}

    def has(self, field: str) -> bool:
        """A field that is null is as good as absent."""
        field = self._escaped(field)
        return self.raw.get(self.type.names.get(field, field)) is not None and field in self.type.fields

    def _escaped(self, field: str) -> str:
        """Reserved words are fields under their own name too."""
        return field if field in self.type.fields else f"__{field}__"

    def get(self, field: str) -> Any:
        if field in self._read:
            return self._read[field]
        if not self.has(field):
            raise EvaluationError(f"no such key: {field}")
        escaped = self._escaped(field)
        value = self.raw[self.type.names.get(escaped, escaped)]
        made = self._read[field] = convert(value, self.type.fields[escaped])
        return made

    def fields(self) -> list[str]:
        return [field for field in self.type.fields if self.has(field)]

    def size(self) -> int:
        return len(self.raw)

    def same(self, other: "Record") -> bool:
        """Field by field as their types have it, unless there are fields that the type does not know."""
        if len(self.raw) != len(other.raw):
            return False
        if not self.raw.keys() <= {self.type.names.get(field, field) for field in self.type.fields}:
            return equal_raw(self.raw, other.raw)
        fields = self.fields()
        return sorted(fields) == sorted(other.fields()) and all(
            equal(self.get(field), other.get(field)) for field in fields
        )


_KINDS: dict[type, str] = {
    bool: "bool",
    int: "int",
    Uint: "uint",
    float: "double",
    str: "string",
    bytes: "bytes",
    type(None): "null_type",
    list: "list",
    SetList: "list",
    MapList: "list",
    dict: "map",
    Timestamp: "timestamp",
    Duration: "duration",
    TypeValue: "type",
    Optional: "optional_type",
}
RUNTIME_NAMES = {"timestamp": "google.protobuf.Timestamp", "duration": "google.protobuf.Duration"}
_NUMBERS = (int, Uint, float)
_BUILT_MAX = 4_000_000


def kind_of(value: Any) -> str:
    """`int`, `map`, …; of objects and opaque values their type's name."""
    kind = _KINDS.get(type(value))
    if kind is not None:
        return kind
    if isinstance(value, Record):
        return value.type.name
    return value.type_name if isinstance(value, Opaque) else "map"


def type_name(value: Any) -> str:
    """The name type() gives."""
    kind = kind_of(value)
    return RUNTIME_NAMES.get(kind, kind)


def equal(left: Any, right: Any) -> bool:
    """CEL's `==`: numbers by value whatever their type, all else only within its type."""
    kind, other = type(left), type(right)
    if kind in _NUMBERS and other in _NUMBERS:
        return bool(left == right)
    if isinstance(left, (list, dict, Record, Optional, Opaque, Mapping)):
        return _equal_parts(left, right)
    return kind is other and bool(left == right)


def _equal_parts(left: Any, right: Any) -> bool:
    if isinstance(left, list):
        return isinstance(right, list) and len(left) == len(right) and _equal_lists(left, right)
    if isinstance(left, Optional):
        return isinstance(right, Optional) and left.present == right.present and equal(left.value, right.value)
    if isinstance(left, Opaque):
        return type(left) is type(right) and left.same(right)
    if isinstance(left, Record):
        return isinstance(right, Record) and left.same(right)
    return (
        isinstance(right, Mapping)
        and len(left) == len(right)
        and all(key in right and equal(value, right[key]) for key, value in left.items())
    )


def _equal_lists(left: list[Any], right: list[Any]) -> bool:
    if isinstance(left, SetList) or isinstance(right, SetList):
        return all(contains(right, item) for item in left)
    keyed = left if isinstance(left, MapList) else right
    if isinstance(keyed, MapList):
        others = {merge_key(item, keyed.keys): item for item in right}
        keys = [merge_key(item, keyed.keys) for item in left]
        return all(key in others and equal(item, others[key]) for key, item in zip(keys, left, strict=True))
    return all(equal(a, b) for a, b in zip(left, right, strict=True))


def equal_raw(left: Any, right: Any) -> bool:
    """JSON that no type says anything of."""
    return type(left) is type(right) and bool(left == right)


def merge_key(item: Any, keys: tuple[str, ...]) -> tuple[Any, ...]:
    raw = item.raw if isinstance(item, Record) else item
    return tuple(raw.get(key) for key in keys)


def contains(items: Iterable[Any], wanted: Any) -> bool:
    return any(equal(item, wanted) for item in items)


def compare(left: Any, right: Any) -> int:
    """-1, 0 or 1; raises when the two have no order."""
    kind, other = type(left), type(right)
    if kind in _NUMBERS and other in _NUMBERS:
        if left != left or right != right:
            raise EvaluationError("NaN values cannot be ordered")
    elif kind is not other or kind not in (str, bool, bytes, Timestamp, Duration):
        raise no_such_overload()
    return int(left > right) - int(left < right)


def size(value: Any) -> int:
    """What size() counts, and what costs are made of: characters, bytes, items, entries; 1 for all else."""
    if isinstance(value, (str, bytes, list, dict, Mapping)):
        return len(value)
    if isinstance(value, Record):
        return value.size()
    if isinstance(value, Optional):
        return size(value.value) if value.present else 1
    return value.size() if isinstance(value, Opaque) else 1


def check_size(size: int) -> None:
    """Refuses to build what is larger than any request, for its cost may be told only when it is there."""
    if size > _BUILT_MAX:
        raise CostExceeded


def convert(value: Any, declared: CelType) -> Any:
    """A raw JSON value as the declared type has it."""
    match declared.kind:
        case "list" if isinstance(value, list):
            return _convert_list(value, declared)
        case "map" if isinstance(value, Mapping):
            element = declared.parameters[1]
            return {key: convert(item, element) for key, item in value.items()}
        case "object" if isinstance(value, Mapping):
            return Record(value, declared)
        case "double" if type(value) is int:
            return float(value)
        case "int" if type(value) is float and value.is_integer():
            return int(value)
        case "timestamp" | "duration" | "bytes" if isinstance(value, str):
            return _convert_text(value, declared)
    return value


def _convert_list(value: list[Any], declared: CelType) -> list[Any]:
    element = declared.parameters[0]
    items = [convert(item, element) for item in value]
    if declared.list_type == "set":
        return SetList(items)
    if declared.list_type == "map":
        made = MapList(items)
        made.keys = declared.list_keys
        return made
    return items


def _convert_text(text: str, declared: CelType) -> Any:
    from pykubectl.machinery.cel import moments

    if declared.kind == "bytes":
        return moments.parse_base64(text)
    return moments.parse_duration(text) if declared.kind == "duration" else moments.parse_schema_time(text)


def zero(value: Any) -> bool:
    """Whether a value is what optional.ofNonZeroValue takes for none."""
    if isinstance(value, (list, dict, str, bytes, bool, int, float)) or value is None:
        return not value
    if isinstance(value, (Duration, Timestamp)):
        return value.nanos == (TIMESTAMP_MIN if isinstance(value, Timestamp) else 0)
    return isinstance(value, Record) and not value.fields()


def type_value(declared: CelType) -> TypeValue:
    name = types.NULL.kind if declared == types.NULL else declared.name
    return TypeValue(RUNTIME_NAMES.get(name, name))
