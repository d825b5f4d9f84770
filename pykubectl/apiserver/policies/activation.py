"""The values that the expressions of a policy see, and evaluating them within a budget.

The policy's own variables are evaluated when an expression first looks at them, each once; what they cost is charged to
that expression's budget.

Upstream: apiserver/pkg/admission/plugin/cel (activation.go, composition.go, condition.go).
"""

from typing import TYPE_CHECKING, Any

from pykubectl import Object, kinds
from pykubectl.apiserver import versions
from pykubectl.apiserver.admission import Attributes
from pykubectl.apiserver.policies.definitions import Expression, Policy
from pykubectl.apiserver.subresources.scale import scale_of
from pykubectl.apiserver.webhooks.admission_reviews import Seen, question
from pykubectl.apiserver.webhooks.conditions import authorizer_of
from pykubectl.kinds.admissionregistration.policy_expressions import NAMESPACE, REQUEST
from pykubectl.machinery.cel import MATCH_BUDGET, PER_CALL_LIMIT, RUNTIME_BUDGET, EvaluationError, values
from pykubectl.machinery.cel.library.authorizer import Question, ResourceCheck
from pykubectl.machinery.cel.values import Record

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

OUT_OF_BUDGET = "validation failed due to running out of cost budget, no further validation rules will be run"


class PolicyFailure(Exception):
    """An expression that has no value; the failure policy decides what that means."""


class Budget:
    def __init__(self, left: int = RUNTIME_BUDGET) -> None:
        self.left = left

    def spend(self, cost: int) -> None:
        if cost > self.left:
            self.left = -1
            raise OutOfBudget(OUT_OF_BUDGET)
        self.left -= cost


class OutOfBudget(PolicyFailure):
    """Nothing more of the policy can be evaluated."""


class _Variables(Record):
    """The variables of a policy, evaluated when they are read."""

    __slots__ = ("_cost", "_errors", "_names", "_policy")

    def __init__(self, policy: Policy, names: dict[str, Any]) -> None:
        super().__init__({}, policy.expressions.variables)
        self._policy, self._names = policy, names
        self._errors: dict[str, str] = {}
        self._cost = 0

    def has(self, field: str) -> bool:
        return field in self._policy.variables

    def get(self, field: str) -> Any:
        if field in self._read:
            return self._read[field]
        if field not in self._errors:
            self._evaluate(field, self._policy.variables[field])
        if field in self._errors:
            raise EvaluationError(self._errors[field])
        return self._read[field]

    def _evaluate(self, field: str, expression: Expression) -> None:
        if expression.program is None:
            self._errors[field] = f'composited variable "{field}" fails to compile: {expression.error}'
            return
        run = expression.program.run(self._names, PER_CALL_LIMIT)
        self._cost += run.cost
        if run.error is not None:
            self._errors[field] = f'composited variable "{field}" fails to evaluate: {run.error}'
        else:
            self._read[field] = run.value

    def take_cost(self) -> int:
        cost, self._cost = self._cost, 0
        return cost


class Activation:
    """One request as one policy sees it, with one parameter object (or none)."""

    def __init__(self, server: "ApiServer", attributes: Attributes, policy: Policy, version: str, params: Any) -> None:
        self.policy = policy
        self.seen = seen_in(attributes, version)
        request = question("v1", "", attributes, self.seen)["request"]
        authorizer = authorizer_of(server, attributes.call.user)
        self.names: dict[str, Any] = {
            "object": self.seen.obj,
            "oldObject": self.seen.old,
            "params": params,
            "request": values.convert(request, REQUEST),
            "namespaceObject": _namespace(server, attributes),
            "authorizer": authorizer,
            "authorizer.requestResource": ResourceCheck(authorizer.answer, _own_resource(attributes)),
        }
        self.variables = _Variables(policy, self.names)
        self.names["variables"] = self.variables

    def evaluate(self, expression: Expression, budget: Budget) -> Any:
        """Raises PolicyFailure (OutOfBudget when nothing more can be evaluated)."""
        if expression.program is None:
            raise PolicyFailure(f"compilation error: {expression.error}")
        run = expression.program.run(self.names, PER_CALL_LIMIT)
        budget.spend(self.variables.take_cost())
        budget.spend(run.cost)
        if run.error is not None:
            raise PolicyFailure(f"expression '{expression.text}' resulted in error: {run.error}")
        return run.value

    def meets_conditions(self) -> bool:
        """Whether all matchConditions hold: one that is false settles it, errors count only otherwise.

        Raises PolicyFailure.
        """
        budget, problems = Budget(MATCH_BUDGET), []
        for condition in self.policy.conditions:
            try:
                if self.evaluate(condition, budget) is False:
                    return False
            except OutOfBudget:
                raise
            except PolicyFailure as failure:
                problems.append(str(failure))
        if problems:
            raise PolicyFailure(problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]")
        return True


def seen_in(attributes: Attributes, version: str) -> Seen:
    """The objects of the request in a version of its resource."""
    return Seen(
        version, _in_version(attributes, attributes.obj, version), _in_version(attributes, attributes.old, version)
    )


def _in_version(attributes: Attributes, obj: Object | None, version: str) -> Object | None:
    if obj is None:
        return None
    call = attributes.call
    if call.subresource == "scale":
        return scale_of(call, obj)
    api_version = f"{call.kind.group}/{version}" if call.kind.group else version
    found: Object = versions.shown(obj)
    if found.get("apiVersion") != api_version and not call.kind.stored_as:
        found = {**kinds.hooks(call.stored_kind).convert(found, api_version), "apiVersion": api_version}
    return found


def _own_resource(attributes: Attributes) -> Question:
    call = attributes.call
    return Question(
        group=call.kind.group,
        resource=call.kind.plural,
        subresource=call.subresource,
        namespace=call.namespace,
        name=attributes.name,
    )


def _namespace(server: "ApiServer", attributes: Attributes) -> Any:
    """The namespace that the request is in; a namespace itself is in none."""
    if attributes.resource == "namespaces" or not attributes.call.namespace:
        return None
    found = server.registry.find("namespaces", "", attributes.call.namespace)
    return None if found is None else values.convert(found, NAMESPACE)
