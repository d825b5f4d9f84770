"""A policy with its expressions compiled.

Compiling is done once for each version of a policy. An expression that does not compile (it was stored by an older server,
say) fails when it would be evaluated, and the failure policy decides what that means.

Upstream: apiserver/pkg/admission/plugin/policy/validating/plugin.go, .../mutating/compilation.go.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pykubectl import Object
from pykubectl.kinds.admissionregistration.policy_expressions import (
    JSON_PATCH,
    OBJECT,
    ExpressionError,
    Expressions,
)
from pykubectl.machinery.cel import Program
from pykubectl.machinery.cel.cel_types import BOOL, NULL, STRING, CelType, list_of

_CACHE_MAX = 256


class Expression(NamedTuple):
    """Its text, and the program or why there is none; `row` is the part of the policy it is from."""

    text: str
    row: Object
    program: Program | None
    error: str


class Policy(NamedTuple):
    """`messages` belong to the validations, by place; without a messageExpression there is none."""

    source: Object
    expressions: Expressions
    variables: dict[str, Expression]
    conditions: list[Expression]
    validations: list[Expression]
    messages: list[Expression | None]
    audit_annotations: list[Expression]
    mutations: list[Expression]

    @property
    def name(self) -> str:
        return str(self.source["metadata"]["name"])

    @property
    def fails_closed(self) -> bool:
        """What an error means: that the request is refused, or that the policy says nothing."""
        return (self.source["spec"].get("failurePolicy") or "Fail") != "Ignore"


_POLICIES: dict[str, Policy] = {}


def compiled(source: Object) -> Policy:
    uid = source["metadata"]["uid"]
    known = _POLICIES.get(uid)
    if known is None or (known.source is not source and known.source["spec"] != source["spec"]):
        if len(_POLICIES) >= _CACHE_MAX:
            _POLICIES.clear()
        known = _POLICIES[uid] = _compile(source)
    return known


def _compile(source: Object) -> Policy:
    spec = source["spec"]
    mutates = "mutations" in spec
    made = Expressions(bool(spec.get("paramKind")), builds=mutates)
    variables = {row["name"]: _variable(made, row) for row in spec.get("variables") or ()}
    validations = spec.get("validations") or ()
    return Policy(
        source,
        made,
        variables,
        conditions_of(spec.get("matchConditions") or (), has_params=bool(spec.get("paramKind"))),
        [_typed(made, row, "expression", (BOOL,)) for row in validations],
        [_message(made, row) for row in validations],
        [_typed(made, row, "valueExpression", (STRING, NULL)) for row in spec.get("auditAnnotations") or ()],
        [_mutation(made, row) for row in spec.get("mutations") or ()],
    )


def conditions_of(rows: Sequence[Object], *, has_params: bool) -> list[Expression]:
    """The matchConditions of a policy or of a webhook."""
    expressions = Expressions(has_params)
    return [_typed(expressions, row, "expression", (BOOL,)) for row in rows]


def _expression(row: Object, field: str, compile: Callable[[str], Program]) -> Expression:
    text = row.get(field) or ""
    try:
        return Expression(text, row, compile(text), "")
    except ExpressionError as error:
        return Expression(text, row, None, str(error))


def _variable(expressions: Expressions, row: Object) -> Expression:
    return _expression(row, "expression", lambda text: expressions.declare(row["name"], text))


def _typed(expressions: Expressions, row: Object, field: str, wanted: Sequence[CelType]) -> Expression:
    return _expression(row, field, lambda text: expressions.compile(text, wanted))


def _message(expressions: Expressions, row: Object) -> Expression | None:
    if not (row.get("messageExpression") or "").strip():
        return None
    return _expression(row, "messageExpression", lambda text: expressions.compile(text, (STRING,), authorizer=False))


def _mutation(expressions: Expressions, row: Object) -> Expression:
    if row.get("patchType") == "JSONPatch":
        return _typed(expressions, row.get("jsonPatch") or {}, "expression", (list_of(JSON_PATCH),))
    return _typed(expressions, row.get("applyConfiguration") or {}, "expression", (OBJECT,))
