"""Label and field selectors: what the texts and objects of the API mean, and whether labels match.

A text is cut into tokens, the tokens become requirements (key, operator, values), and a Selector is all of them together.
Its operators are those of the text form: in, notin, =, ==, !=, exists, !, gt, lt.

Upstream: apimachinery/pkg/labels, apimachinery/pkg/fields, apimachinery/pkg/apis/meta/v1/helpers.go.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

LABEL_VALUE = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")
_NAME = re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_NO_LABELS: Mapping[str, str] = {}


class SelectorError(ValueError):
    """A selector that cannot be understood, in the words of the API server."""


class Requirement(NamedTuple):
    key: str
    operator: str
    values: tuple[str, ...] = ()

    def matches(self, labels: Mapping[str, str]) -> bool:
        value = labels.get(self.key)
        match self.operator:
            case "=" | "==" | "in":
                return value is not None and value in self.values
            case "!=" | "notin":
                return value is None or value not in self.values
            case "exists":
                return value is not None
            case "!":
                return value is None
        return value is not None and _compare(self.operator, value, self.values[0])

    def __str__(self) -> str:
        match self.operator:
            case "exists":
                return self.key
            case "!":
                return f"!{self.key}"
            case "in" | "notin":
                return f"{self.key} {self.operator} ({','.join(sorted(self.values))})"
        sign = {"gt": ">", "lt": "<"}.get(self.operator, self.operator)
        return f"{self.key}{sign}{self.values[0]}"


class Selector(NamedTuple):
    """All requirements must hold; `nothing` is the selector of a nil LabelSelector."""

    requirements: tuple[Requirement, ...] = ()
    nothing: bool = False

    def matches(self, labels: Mapping[str, str] | None) -> bool:
        if self.nothing:
            return False
        labels = labels or _NO_LABELS
        return all(requirement.matches(labels) for requirement in self.requirements)

    def equalities(self) -> list[tuple[str, str]]:
        """The (key, value) pairs that every match carries, for look-ups in an index."""
        return [
            (key, values[0])
            for key, operator, values in self.requirements
            if operator in ("=", "==", "in") and len(values) == 1
        ]

    @property
    def empty(self) -> bool:
        """Whether everything matches."""
        return not self.requirements and not self.nothing

    def __str__(self) -> str:
        return ",".join(str(requirement) for requirement in self.requirements)


EVERYTHING = Selector()
NOTHING = Selector(nothing=True)


def everything() -> Selector:
    return EVERYTHING


def from_labels(labels: Mapping[str, str] | None) -> Selector:
    """The selector of a plain map, as Services and ReplicationControllers have it; an empty one selects everything."""
    if not labels:
        return EVERYTHING
    return Selector(tuple(Requirement(key, "=", (value,)) for key, value in sorted(labels.items())))


_OPERATORS = {"In": "in", "NotIn": "notin", "Exists": "exists", "DoesNotExist": "!", "Gt": "gt", "Lt": "lt"}


def from_label_selector(selector: Mapping[str, Any] | None) -> Selector:
    """The selector of a LabelSelector object: nil selects nothing, an empty one everything. Raises SelectorError."""
    if selector is None:
        return NOTHING
    labels = selector.get("matchLabels") or {}
    requirements = [Requirement(key, "=", (value,)) for key, value in labels.items()]
    for expression in selector.get("matchExpressions") or ():
        operator = _OPERATORS.get(expression.get("operator", ""))
        if operator is None:
            raise SelectorError(f"{_quote(expression.get('operator', ''))} is not a valid label selector operator")
        values = tuple(expression.get("values") or ())
        requirements.append(_requirement(expression.get("key", ""), operator, values))
    return Selector(tuple(sorted(requirements, key=lambda requirement: requirement.key)))


def format_label_selector(selector: Mapping[str, Any] | None) -> str:
    """A LabelSelector as tables and describe print it."""
    try:
        return str(from_label_selector(selector)) or "<none>"
    except SelectorError:
        return "<error>"


def label_key_errors(key: str) -> list[str]:
    """What keeps a text from being a label key (a qualified name)."""
    prefix, slash, name = key.partition("/")
    if slash and "/" in name:
        return [f"a valid label key {_NAME_RULE} {_PREFIX_RULE}"]
    errors = _prefix_errors(prefix) if slash else []
    name = name if slash else prefix
    if not name:
        errors.append("name part must be non-empty")
    elif len(name) > 63:
        errors.append("name part must be no more than 63 bytes")
    if not _NAME.fullmatch(name):
        errors.append(f"name part {_NAME_RULE}")
    return errors


_NAME_RULE = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
    " (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)
_PREFIX_RULE = "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
_SUBDOMAIN_RULE = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end"
    " with an alphanumeric character (e.g. 'example.com', regex used for validation is"
    " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
_VALUE_RULE = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end"
    " with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is"
    " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)


def _prefix_errors(prefix: str) -> list[str]:
    if not prefix:
        return ["prefix part must be non-empty"]
    errors = []
    if len(prefix) > 253:
        errors.append("prefix part must be no more than 253 bytes")
    if not _SUBDOMAIN.fullmatch(prefix):
        errors.append(f"prefix part {_SUBDOMAIN_RULE}")
    return errors


def label_value_errors(value: str) -> list[str]:
    """What keeps a text from being a label value."""
    errors = []
    if len(value) > 63:
        errors.append("must be no more than 63 bytes")
    if not LABEL_VALUE.fullmatch(value):
        errors.append(_VALUE_RULE)
    return errors


def _requirement(key: str, operator: str, values: tuple[str, ...]) -> Requirement:
    """One requirement, checked. Raises SelectorError with everything that is wrong."""
    errors = []
    if problems := label_key_errors(key):
        errors.append(f"key: Invalid value: {_quote(key)}: {'; '.join(problems)}")
    shown = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    if operator in ("in", "notin") and not values:
        errors.append(f"values: Invalid value: {shown}: for 'in', 'notin' operators, values set can't be empty")
    elif operator in ("exists", "!") and values:
        errors.append(f"values: Invalid value: {shown}: values set must be empty for exists and does not exist")
    elif operator in ("gt", "lt"):
        errors.extend(_integer_errors(values, shown))
    for index, value in enumerate(values):
        if problems := label_value_errors(value):
            errors.append(f"values[{index}][{key}]: Invalid value: {_quote(value)}: {'; '.join(problems)}")
    if errors:
        unique = list(dict.fromkeys(errors))
        raise SelectorError(unique[0] if len(unique) == 1 else f"[{', '.join(unique)}]")
    return Requirement(key, operator, values)


def _integer_errors(values: Sequence[str], shown: str) -> list[str]:
    rule = "for 'Gt', 'Lt' operators, "
    if len(values) != 1:
        return [f"values: Invalid value: {shown}: {rule}exactly one value is required"]
    if _integer(values[0]) is None:
        return [f"values[0]: Invalid value: {_quote(values[0])}: {rule}the value must be an integer"]
    return []


def _integer(text: str) -> int | None:
    if not re.fullmatch(r"[+-]?[0-9]+", text) or not -(2**63) <= int(text) < 2**63:
        return None
    return int(text)


def _compare(operator: str, value: str, bound: str) -> bool:
    left, right = _integer(value), _integer(bound)
    if left is None or right is None:
        return False
    return left > right if operator == "gt" else left < right


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


_TOKEN = re.compile(r"[^\s=!(),><]+|==|!=|[=!(),><]|\s+")
_SIGNS = frozenset({"=", "==", "!=", "!", "(", ")", ",", ">", "<"})
_END = ""


class _Parser:
    """Recursive descent over the tokens; "" is the end of the text. A keyword (`in`) is an identifier where a value may stand."""

    def __init__(self, text: str) -> None:
        self._tokens = [token for token in _TOKEN.findall(text) if not token.isspace()]
        self._position = 0

    def _peek(self) -> str:
        return self._tokens[self._position] if self._position < len(self._tokens) else _END

    def _next(self) -> str:
        token = self._peek()
        self._position += 1
        return token

    def parse(self) -> list[Requirement]:
        requirements: list[Requirement] = []
        while True:
            token = self._peek()
            if token == _END:
                return requirements
            if token in _SIGNS and token != "!":
                raise SelectorError(f"found '{token}', expected: !, identifier, or 'end of string'")
            try:
                requirements.append(self._one())
            except SelectorError as error:
                raise SelectorError(f"unable to parse requirement: {error}") from None
            token = self._next()
            if token == _END:
                return requirements
            if token != ",":
                raise SelectorError(f"found '{token}', expected: ',' or 'end of string'")
            token = self._peek()
            if token == _END or (token in _SIGNS and token != "!"):
                raise SelectorError(f"found '{token}', expected: identifier after ','")

    def _one(self) -> Requirement:
        key = self._next()
        negated = key == "!"
        if negated:
            key = self._next()
        if key == _END or key in _SIGNS:
            raise SelectorError(f"found '{key}', expected: identifier")
        if problems := label_key_errors(key):
            raise SelectorError(f"<nil>: Invalid value: {_quote(key)}: {'; '.join(problems)}")
        if negated or self._peek() in (_END, ","):
            return Requirement(key, "!" if negated else "exists")
        operator = self._next()
        if operator in ("in", "notin"):
            return _requirement(key, operator, tuple(sorted(self._values())))
        if operator not in ("=", "==", "!=", ">", "<"):
            raise SelectorError(f"found '{operator}', expected: in, notin, =, ==, !=, gt, lt")
        return _requirement(key, {">": "gt", "<": "lt"}.get(operator, operator), (self._exact_value(),))

    def _exact_value(self) -> str:
        if self._peek() in (_END, ","):
            return ""
        value = self._next()
        if value in _SIGNS:
            raise SelectorError(f"found '{value}', expected: identifier")
        return value

    def _values(self) -> set[str]:
        token = self._next()
        if token != "(":
            raise SelectorError(f"found '{token}' expected: '('")
        first = self._peek()
        if first == ")":
            self._next()
            return set()
        if first == _END or (first in _SIGNS and first != ","):
            raise SelectorError(f"found '{first}', expected: ',', ')' or identifier")
        values = self._identifiers()
        if self._next() != ")":
            raise SelectorError(f"found '{first}', expected: ')'")
        return values

    def _identifiers(self) -> set[str]:
        values: set[str] = set()
        while True:
            token = self._next()
            if token == ",":
                if not values:
                    values.add("")
                if self._peek() == ")":
                    return values | {""}
                if self._peek() == ",":
                    self._next()
                    values.add("")
            elif token == _END or token in _SIGNS:
                raise SelectorError(f"found '{token}', expected: ',', or identifier")
            else:
                values.add(token)
                if self._peek() == ")":
                    return values
                if self._peek() != ",":
                    raise SelectorError(f"found '{self._peek()}', expected: ',' or ')'")


@lru_cache(maxsize=256)
def parse_label_selector(text: str) -> Selector:
    """The selector that a text (`app=web,tier in (a,b),!old`) means. Raises SelectorError."""
    return Selector(tuple(sorted(_Parser(text).parse(), key=lambda requirement: requirement.key)))


class FieldTerm(NamedTuple):
    path: str
    operator: str
    value: str


def parse_field_selector(text: str) -> list[FieldTerm]:
    """The terms (path, "=" or "!=", value) of a field selector. Raises SelectorError."""
    terms = []
    for part in re.findall(r"(?:\\.|[^,\\]|\\$)+", text, re.DOTALL):
        found = re.match(r"((?:\\.|[^\\=!]|!(?!=))*)(!=|==|=)(.*)", part, re.DOTALL)
        if found is None:
            raise SelectorError(f"invalid selector: '{text}'; can't understand '{part}'")
        path, operator, value = found.groups()
        terms.append(FieldTerm(path, "!=" if operator == "!=" else "=", _unescape(value)))
    return terms


def _unescape(value: str) -> str:
    for found in re.finditer(r"\\(.?)|([,=])", value, re.DOTALL):
        if found.group(2):
            raise SelectorError(f"invalid field selector: unescaped character in value: {ord(found.group(2))}")
        if found.group(1) not in ("\\", ",", "="):
            raise SelectorError(f"invalid field selector: invalid escape sequence: {found.group()}")
    return re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL)
