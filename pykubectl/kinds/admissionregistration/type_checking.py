"""Type checking of ValidatingAdmissionPolicies: would their expressions compile if `object` had the type of what they match.

The answers are warnings in the policy's status; they change nothing about what the policy does. Only kinds that its rules
name are checked, not those behind a `*`.

Upstream: apiserver/pkg/admission/plugin/policy/validating/typechecking.go.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pykubectl import Object, kinds
from pykubectl.kinds import Kind
from pykubectl.kinds.admissionregistration.policy_expressions import ExpressionError, Expressions
from pykubectl.machinery.cel import cel_types
from pykubectl.machinery.cel.cel_types import DYN, CelType
from pykubectl.machinery.cel.declared_types import declared_type, escape
from pykubectl.machinery.objects import split_api_version
from pykubectl.machinery.schema import Schema

_TYPES_MAX = 10
_SCALARS = {
    "string": cel_types.STRING,
    "integer": cel_types.INT,
    "number": cel_types.DOUBLE,
    "boolean": cel_types.BOOL,
}
_FORMATS = {
    "date-time": cel_types.TIMESTAMP,
    "date": cel_types.TIMESTAMP,
    "duration": cel_types.DURATION,
    "byte": cel_types.BYTES,
}


def expression_warnings(policy: Object, served: Iterable[Kind]) -> list[Object]:
    """The status.typeChecking.expressionWarnings of a policy."""
    spec, everything = policy["spec"], list(served)
    matched = _matched(spec, everything)
    known = [(title, _types(spec, kind, version, everything)) for title, kind, version in matched]
    found = []
    for index, validation in enumerate(spec.get("validations") or ()):
        for field in ("expression", "messageExpression"):
            text = validation.get(field) or ""
            warning = "\n".join(_warnings(spec, text, known)) if text else ""
            if warning:
                found.append({"fieldRef": f"spec.validations[{index}].{field}", "warning": warning})
    return found


def _warnings(spec: Object, text: str, known: Sequence[tuple[str, Mapping[str, CelType]]]) -> Iterator[str]:
    for title, names in known:
        expressions = Expressions(bool(spec.get("paramKind")), known=names)
        for variable in spec.get("variables") or ():
            _declare(expressions, variable)
        try:
            expressions.compile(text, ())
        except ExpressionError as error:
            yield f"{title}: {error}\n"


def _declare(expressions: Expressions, variable: Object) -> None:
    try:
        expressions.declare(variable["name"], variable["expression"])
    except ExpressionError:
        return  # validation has told the user, and what uses the variable may be anything


def _matched(spec: Object, served: list[Kind]) -> list[tuple[str, Kind, str]]:
    """The kinds and versions that the rules name, sorted, each with the title that warnings give it."""
    rules = (spec.get("matchConstraints") or {}).get("resourceRules") or ()
    found = {
        (kind.group, version, kind.kind): kind
        for rule in rules
        if "*" not in (*(rule.get("apiGroups") or ()), *(rule.get("apiVersions") or ()))
        for kind in served
        for version in kind.versions
        if kind.group in (rule.get("apiGroups") or ())
        and version in (rule.get("apiVersions") or ())
        and kind.plural in (rule.get("resources") or ())
    }
    rows = sorted(found)[:_TYPES_MAX]
    return [(f"{group}/{version}, Kind={name}", found[group, version, name], version) for group, version, name in rows]


def _types(spec: Object, kind: Kind, version: str, served: list[Kind]) -> dict[str, CelType]:
    names = {}
    declared = _declared(kind, version)
    if declared is not None:
        names = {"object": declared, "oldObject": declared}
    wanted = spec.get("paramKind")
    if wanted:
        group, version = split_api_version(wanted["apiVersion"])
        param = next((one for one in served if (one.group, one.kind) == (group, wanted["kind"])), None)
        declared = _declared(param, version) if param is not None else None
        if declared is not None:
            names["params"] = declared
    return names


def _declared(kind: Kind, version: str) -> CelType | None:
    schema = kinds.schema(kind, version)
    if schema is None:
        return None
    if kind.definition is not None:
        return declared_type(schema.source, is_root=True, name=kind.kind)
    return _of_schema(schema, kind.kind)


def _of_schema(schema: Schema, name: str) -> CelType:
    if schema.items is not None:
        return cel_types.list_of(_of_schema(schema.items, f"{name}.@idx"))
    if schema.additional is not None:
        return cel_types.map_of(cel_types.STRING, _of_schema(schema.additional, f"{name}.@elem"))
    if schema.type == "object" and not schema.preserves_unknown:
        return cel_types.object_type(name, _Fields(schema, name))
    if schema.type == "string" and schema.format in _FORMATS:
        return _FORMATS[schema.format]
    return _SCALARS.get(schema.type, DYN)


class _Fields(dict[str, CelType]):
    """The fields of a built-in type, each typed when it is asked for: some types hold themselves."""

    def __init__(self, schema: Schema, name: str) -> None:
        super().__init__()
        self._wire = {escaped: wire for wire in schema.fields() if (escaped := escape(wire))}
        self._schema, self._name = schema, name

    def get(self, field: str, default: CelType | None = None) -> CelType | None:  # type: ignore[override]
        if field not in self and field in self._wire:
            self[field] = _of_schema(self._schema.fields()[self._wire[field]], f"{self._name}.{field}")
        return super().get(field, default)
