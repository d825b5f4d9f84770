"""The types of CEL: what the checker reasons about before a value is seen.

A type is its kind, its name and its parameters; these alone decide whether two are the same. Types made from schemas carry
besides what the cost estimate needs: how many elements (characters, items, entries) a value has at most, and how many
bytes it takes at least. Object types have declared fields under escaped names; `names` leads back to the wire names.

Upstream: cel-go/common/types/types.go, k8s.io/apiserver/pkg/cel/types.go.
"""

from collections.abc import Mapping

UNBOUNDED = (1 << 64) - 1


class CelType:
    __slots__ = ("fields", "kind", "list_keys", "list_type", "max_elements", "min_size", "name", "names", "parameters")

    def __init__(self, kind: str, name: str = "", parameters: "tuple[CelType, ...]" = ()) -> None:
        self.kind = kind
        self.name = name or kind
        self.parameters = parameters
        self.fields: Mapping[str, CelType] = {}
        self.names: Mapping[str, str] = {}
        self.max_elements = UNBOUNDED
        self.min_size = 1
        self.list_type = ""
        self.list_keys: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, CelType)
            and self.kind == other.kind
            and self.name == other.name
            and self.parameters == other.parameters
        )

    def __hash__(self) -> int:
        return hash((self.kind, self.name, self.parameters))

    def __str__(self) -> str:
        if not self.parameters:
            return self.name
        return f"{self.name}({', '.join(str(parameter) for parameter in self.parameters)})"

    __repr__ = __str__

    def sized(self, max_elements: int, min_size: int) -> "CelType":
        """The same type with bounds."""
        copy = CelType(self.kind, self.name, self.parameters)
        copy.fields, copy.names = self.fields, self.names
        copy.max_elements, copy.min_size = max_elements, min_size
        return copy

    @property
    def element(self) -> "CelType | None":
        """What a list or map holds."""
        return self.parameters[-1] if self.kind in ("list", "map") else None


BOOL = CelType("bool")
INT = CelType("int")
UINT = CelType("uint")
DOUBLE = CelType("double")
STRING = CelType("string")
BYTES = CelType("bytes")
NULL = CelType("null_type", "null")
TIMESTAMP = CelType("timestamp")
DURATION = CelType("duration")
DYN = CelType("dyn")
TYPE = CelType("type")
ERROR = CelType("error", "!error!")

QUANTITY = CelType("object", "kubernetes.Quantity")
URL = CelType("object", "kubernetes.URL")
SEMVER = CelType("object", "kubernetes.Semver")
FORMAT = CelType("object", "kubernetes.NamedFormat")
IP = CelType("opaque", "net.IP")
CIDR = CelType("opaque", "net.CIDR")
AUTHORIZER = CelType("object", "kubernetes.authorization.Authorizer")
PATH_CHECK = CelType("object", "kubernetes.authorization.PathCheck")
GROUP_CHECK = CelType("object", "kubernetes.authorization.GroupCheck")
RESOURCE_CHECK = CelType("object", "kubernetes.authorization.ResourceCheck")
DECISION = CelType("object", "kubernetes.authorization.Decision")

SCALARS = frozenset({"bool", "double", "duration", "int", "timestamp", "uint"})
_NAMED = {
    kind.name: kind
    for kind in (
        *(BOOL, INT, UINT, DOUBLE, STRING, BYTES, TIMESTAMP, DURATION, DYN, TYPE),
        *(QUANTITY, URL, SEMVER, FORMAT, IP, CIDR, AUTHORIZER, PATH_CHECK, GROUP_CHECK, RESOURCE_CHECK, DECISION),
    )
}


def list_of(element: CelType) -> CelType:
    return CelType("list", "list", (element,))


def map_of(key: CelType, value: CelType) -> CelType:
    return CelType("map", "map", (key, value))


def optional_of(value: CelType) -> CelType:
    return CelType("opaque", "optional_type", (value,))


def type_of_type(value: CelType) -> CelType:
    return CelType("type", "type", (value,))


def type_parameter(name: str) -> CelType:
    return CelType("parameter", name)


def object_type(name: str, fields: Mapping[str, CelType], names: Mapping[str, str] | None = None) -> CelType:
    """A type with declared fields; `names` gives the wire name of each field that is escaped."""
    made = CelType("object", name)
    made.fields, made.names, made.min_size = fields, names or {}, 2
    return made


LIST_ANY = list_of(type_parameter("A"))
MAP_ANY = map_of(type_parameter("A"), type_parameter("B"))
# What a type's name means when it stands alone, as in `type(x) == int`.
TYPE_NAMES: Mapping[str, CelType] = {
    **{name: kind for name, kind in _NAMED.items() if name != "dyn"},
    "list": LIST_ANY,
    "map": MAP_ANY,
    "null_type": NULL,
    "optional_type": optional_of(type_parameter("V")),
    "google.protobuf.Timestamp": TIMESTAMP,
    "google.protobuf.Duration": DURATION,
}


def parse_type(text: str) -> CelType:
    """A type as the tables of functions write it: `list(string)`, `map(A, B)`, `optional(V)`; one capital is a parameter."""
    name, bracket, rest = text.partition("(")
    if not bracket:
        return _NAMED[name] if name in _NAMED else type_parameter(name)
    parts = tuple(parse_type(part) for part in split_types(rest[:-1]))
    if name == "optional":
        return optional_of(parts[0])
    return CelType(name, name, parts)


def split_types(text: str) -> list[str]:
    """The types between commas that are in no bracket."""
    parts, depth, start = [], 0, 0
    for index, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if char == "," and depth == 0:
            parts.append(text[start:index].strip())
            start = index + 1
    last = text[start:].strip()
    return [*parts, last] if last else parts
