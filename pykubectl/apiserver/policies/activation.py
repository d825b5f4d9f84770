"""The values that the expressions of a policy see, and evaluating them within a budget.

The policy's own variables are evaluated when an expression first looks at them, each once; what they cost is charged to
that expression's budget.

Upstream: apiserver/pkg/admission/plugin/cel (activation.go, composition.go, condition.go).
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pykubectl.apiserver import authorization
from pykubectl.apiserver.admission import Attributes
from pykubectl.apiserver.policies.definitions import Expression, Policy
from pykubectl.apiserver.webhooks.admission_reviews import Seen, question, seen_in
from pykubectl.kinds.admissionregistration.policy_expressions import NAMESPACE, REQUEST
from pykubectl.machinery.cel import MATCH_BUDGET, PER_CALL_LIMIT, RUNTIME_BUDGET, EvaluationError, values
from pykubectl.machinery.cel.library.authorizer import Answer, Authorizer, Question, ResourceCheck
from pykubectl.machinery.cel.values import Record
from pykubectl.machinery.requests import User

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
        self.names = names_of(server, attributes, self.seen, params)
        self.names["namespaceObject"] = _namespace(server, attributes)
        self.names["variables"] = _Variables(policy, self.names)

    def evaluate(self, expression: Expression, budget: Budget) -> Any:
        """Raises PolicyFailure (OutOfBudget when nothing more can be evaluated)."""
        return _evaluate(expression, self.names, budget)

    def meets_conditions(self) -> bool:
        """Whether all matchConditions hold. Raises PolicyFailure."""
        return all_hold(self.policy.conditions, {**self.names, "namespaceObject": None})


def names_of(server: "ApiServer", attributes: Attributes, seen: Seen, params: Any = None) -> dict[str, Any]:
    """The values that matchConditions see; they are never told of a namespace."""
    authorizer = _authorizer(server, attributes.call.user)
    return {
        "object": seen.obj,
        "oldObject": seen.old,
        "params": params,
        "request": values.convert(question("v1", "", attributes, seen)["request"], REQUEST),
        "namespaceObject": None,
        "authorizer": authorizer,
        "authorizer.requestResource": ResourceCheck(authorizer.answer, _own_resource(attributes)),
    }


def all_hold(conditions: Sequence[Expression], names: Mapping[str, Any]) -> bool:
    """Whether all matchConditions hold: one that is false settles it, errors count only otherwise.

    Raises PolicyFailure.
    """
    budget, problems = Budget(MATCH_BUDGET), []
    for condition in conditions:
        try:
            if _evaluate(condition, names, budget) is False:
                return False
        except OutOfBudget:
            raise
        except PolicyFailure as failure:
            problems.append(str(failure))
    if problems:
        raise PolicyFailure(problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]")
    return True


def _evaluate(expression: Expression, names: Mapping[str, Any], budget: Budget) -> Any:
    if expression.program is None:
        raise PolicyFailure(f"compilation error: {expression.error}")
    run = expression.program.run(names, PER_CALL_LIMIT)
    if "variables" in names:
        budget.spend(names["variables"].take_cost())
    budget.spend(run.cost)
    if run.error is not None:
        raise PolicyFailure(f"expression '{expression.text}' resulted in error: {run.error}")
    return run.value


def _authorizer(server: "ApiServer", user: User) -> Authorizer:
    """The variable of that name: it answers for who made the request."""

    def answer(question: Question) -> Answer:
        asker = user
        if question.account is not None:
            namespace, name = question.account
            groups = ("system:serviceaccounts", f"system:serviceaccounts:{namespace}", "system:authenticated")
            asker = User(f"system:serviceaccount:{namespace}:{name}", groups)
        asked = authorization.Attributes(*question[:7])
        return Answer(*authorization.decide(server, asker, asked))

    return Authorizer(answer, Question())


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
