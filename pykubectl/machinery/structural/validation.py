"""Validation of a value against a schema, in the order and the words of the real server.

One value goes through type, alternatives (anyOf, oneOf, allOf, not), text, format, number, list, enum, object: the kind of
the *value* decides which apply. Fields are visited in the order of their names. On an update a Correlation goes along, and
what it says is unchanged has no errors.

Upstream: k8s.io/kube-openapi/pkg/validation/validate, apiextensions-apiserver/pkg/apiserver/validation.
"""

from collections.abc import Sequence
from typing import Any

from pykubectl import Object
from pykubectl.errors import FieldError
from pykubectl.machinery import regexp
from pykubectl.machinery.structural import formats, numbers, parts
from pykubectl.machinery.structural.equality import same
from pykubectl.machinery.structural.findings import Findings
from pykubectl.machinery.structural.ratcheting import Correlation

_KINDS: dict[type, str] = {
    bool: "boolean",
    str: "string",
    int: "integer",
    float: "number",
    list: "array",
    dict: "object",
}
_VALUE_FORMATS: dict[type, str] = {int: "int64", float: "float64"}
_TEXT = (str, list)


def validate(value: Any, schema: Object, *, old: Any = None, prefix: str = "") -> list[FieldError]:
    """`old` is what the value was before an update; `prefix` is the path of a value that is not the whole object."""
    correlation = Correlation(value, old, schema) if old is not None else None
    return list(_Walk(prefix, is_object=not prefix).value(value, schema, "", correlation).errors.values())


class _Walk:
    def __init__(self, prefix: str, *, is_object: bool) -> None:
        self._prefix = prefix
        self._is_object = is_object

    def value(self, value: Any, schema: Object, path: str, correlation: Correlation | None) -> Findings:
        found = Findings(self._prefix)
        if value is None:
            self._type(found, value, schema, path)
            self._enum(found, value, schema, path)
        else:
            self._present(found, value, schema, path, correlation)
        if found.errors and correlation is not None and correlation.unchanged:
            found.errors.clear()
        return found

    def _present(self, found: Findings, value: Any, schema: Object, path: str, correlation: Correlation | None) -> None:
        self._type(found, value, schema, path)
        self._alternatives(found, value, schema, path, correlation)
        # One for each check that applies, and one for the value: how closely an alternative fits is counted so.
        found.matches += 4
        if isinstance(value, str):
            self._text(found, value, schema, path)
            self._format(found, value, schema, path)
            found.matches += 1
        elif isinstance(value, int | float) and not isinstance(value, bool):
            numbers.check(found, path, value, schema)
            found.matches += 2
        elif isinstance(value, list):
            self._list(found, value, schema, path, correlation)
            found.matches += 2
        self._enum(found, value, schema, path)
        if isinstance(value, dict):
            self._object(found, value, schema, path, correlation)
            found.matches += 1

    def _type(self, found: Findings, value: Any, schema: Object, path: str) -> None:
        types, form = _types(schema), _format_of(schema)
        if not types and not form:
            return
        if value is None:
            if types and not schema.get("nullable"):
                found.wrong_type(path, ",".join(types), "null")
            else:
                found.matches += 1
            return
        found.matches += 1
        kind = _KINDS[type(value)]
        fits = kind in types or _is_other_number(value, kind, types)
        own = _VALUE_FORMATS.get(type(value), "")
        if form and not isinstance(value, _TEXT) and not fits and own != form:
            found.wrong_type(path, form, own)
        elif form and isinstance(value, _TEXT) and not {"number", "integer"} & set(types):
            found.matches += 1
        elif not fits:
            found.wrong_type(path, ",".join(types), kind)
        else:
            found.matches += 1

    def _text(self, found: Findings, value: str, schema: Object, path: str) -> None:
        """The first of these that fails."""
        longest, shortest, pattern = schema.get("maxLength"), schema.get("minLength"), schema.get("pattern")
        if longest is not None and len(value) > longest:
            found.long(path, longest)
        elif shortest is not None and len(value) < shortest:
            found.violated(path, value, f"should be at least {shortest} chars long")
        elif pattern:
            try:
                failed, shown = not regexp.compile(pattern).search(value), pattern
            except regexp.PatternError as error:
                failed, shown = True, f"{pattern}, but pattern is invalid: {error}"
            if failed:
                found.violated(path, value, f"should match '{shown}'")

    def _format(self, found: Findings, value: str, schema: Object, path: str) -> None:
        form = _format_of(schema)
        if form and formats.is_of_strings(form):
            found.matches += 1
            if not formats.conforms(form, value):
                found.wrong_type(path, form, value)

    def _enum(self, found: Findings, value: Any, schema: Object, path: str) -> None:
        values = schema.get("enum")
        if values and not any(_equals(value, item) for item in values):
            found.not_one_of(path, value, values)

    def _list(
        self, found: Findings, value: list[Any], schema: Object, path: str, correlation: Correlation | None
    ) -> None:
        items = parts.items(schema)
        if items is not None:
            for index, item in enumerate(value):
                part = correlation.item(index) if correlation else None
                found.merge(self.value(item, items, f"{path}[{index}]", part))
        fewest, most = schema.get("minItems"), schema.get("maxItems")
        if fewest is not None and len(value) < fewest:
            found.violated(path, len(value), f"should have at least {fewest} items")
        if most is not None and len(value) > most:
            found.many(path, len(value), most, "items")
        if schema.get("uniqueItems") and any(same(a, b) for i, a in enumerate(value) for b in value[:i]):
            found.violated(path, "", "shouldn't contain duplicates")

    def _object(
        self, found: Findings, value: Object, schema: Object, path: str, correlation: Correlation | None
    ) -> None:
        fewest, most = schema.get("minProperties"), schema.get("maxProperties")
        if fewest is not None and len(value) < fewest:
            found.violated(path, len(value), f"should have at least {fewest} properties")
        if most is not None and len(value) > most:
            found.many(path, len(value), most, "properties")
        known, extra = parts.properties(schema), schema.get("additionalProperties")
        for name in sorted(value.keys() - known.keys()) if extra is not None and extra is not True else ():
            if not isinstance(extra, dict):
                text = f"{path}.{name} in body is a forbidden property"
                found.forbid(path, name, text)
            else:
                found.merge(self.value(value[name], extra, f"{path}.{name}", self._field(correlation, path, name)))
        for name, part in sorted(known.items()):
            if name in value:
                where = f"{path}.{name}" if path else name
                found.merge(self.value(value[name], part, where, self._field(correlation, path, name)))
        for name in schema.get("required") or ():
            if name not in value:
                found.missing(f"{path}.{name}")

    def _field(self, correlation: Correlation | None, path: str, name: str) -> Correlation | None:
        if correlation is None or (self._is_object and not path and name in ("apiVersion", "kind")):
            # Both versions of the object were converted to one, so that these are never seen to change.
            return None
        return correlation.field(name)

    def _alternatives(
        self, found: Findings, value: Any, schema: Object, path: str, correlation: Correlation | None
    ) -> None:
        def results(name: str) -> list[Findings]:
            return [self._nested(value, part, path, correlation) for part in schema.get(name) or ()]

        shown = f'"{path}"'
        _any_of(found, results("anyOf"), shown)
        _one_of(found, results("oneOf"), shown)
        _all_of(found, results("allOf"), shown)
        if schema.get("not") is not None and not self._nested(value, schema["not"], path, correlation).errors:
            found.general(f"{shown} must not validate the schema (not)")

    def _nested(self, value: Any, schema: Object, path: str, correlation: Correlation | None) -> Findings:
        """An alternative is about the same value: only what lies below it can be unchanged."""
        found = Findings(self._prefix)
        self._present(found, value, schema, path, correlation)
        return found


def _any_of(found: Findings, results: Sequence[Findings], shown: str) -> None:
    passed = next((result for result in results if not result.errors), None)
    if passed is not None:
        found.merge(passed)
    elif results:
        found.general(f"{shown} must validate at least one schema (anyOf)")
        found.merge(max(results, key=lambda result: result.matches))


def _one_of(found: Findings, results: Sequence[Findings], shown: str) -> None:
    passed = [result for result in results if not result.errors]
    if len(passed) == 1:
        found.merge(passed[0])
    elif passed:
        found.general(f"{shown} must validate one and only one schema (oneOf). Found {len(passed)} valid alternatives")
    elif results:
        found.general(f"{shown} must validate one and only one schema (oneOf). Found none valid")
        found.merge(max(results, key=lambda result: result.matches))


def _all_of(found: Findings, results: Sequence[Findings], shown: str) -> None:
    for result in results:
        found.merge(result)
    failed = sum(bool(result.errors) for result in results)
    if failed:
        ending = ". None validated" if failed == len(results) else ""
        found.general(f"{shown} must validate all the schemas (allOf){ending}")


def _types(schema: Object) -> tuple[str, ...]:
    if schema.get(parts.INT_OR_STRING):
        return ("integer", "string")
    return (schema["type"],) if schema.get("type") else ()


def _format_of(schema: Object) -> str:
    return schema["format"] if schema.get("format") and formats.is_recognized(schema) else ""


def _is_other_number(value: Any, kind: str, types: Sequence[str]) -> bool:
    if kind == "number":
        return "integer" in types and float(value).is_integer()
    return kind == "integer" and "number" in types


def _equals(value: Any, item: Any) -> bool:
    """As Go compares after converting the value to the type of the enum's item."""
    if value is None or item is None:
        return False
    if {type(value), type(item)} == {int, float}:
        return bool(type(item)(value) == item)
    return same(value, item)
