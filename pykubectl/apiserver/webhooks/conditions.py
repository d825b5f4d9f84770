"""matchConditions: expressions in CEL that all must hold for a webhook to be asked.

One that is false settles it. One that fails does not, unless none is false: then the failure policy decides.

Upstream: apiserver/pkg/admission/plugin/webhook/matchconditions/matcher.go.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pykubectl import Object
from pykubectl.apiserver import authorization
from pykubectl.kinds.admissionregistration.policy_expressions import REQUEST, ExpressionError, Expressions
from pykubectl.machinery.cel import MATCH_BUDGET, CostExceeded, EvaluationError, Program, values
from pykubectl.machinery.cel.cel_types import BOOL
from pykubectl.machinery.cel.library.authorizer import Answer, Authorizer, Question, ResourceCheck
from pykubectl.machinery.requests import User

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


class ConditionError(ValueError):
    """Conditions that cannot be evaluated, and a failure policy that does not forgive it."""


def hold(conditions: Sequence[Object], request: Object, authorizer: Authorizer, *, ignore_failure: bool) -> bool:
    """Whether a request (of an AdmissionReview) meets all conditions. Raises ConditionError."""
    resource = request["requestResource"]
    asked = Question(
        group=resource["group"],
        resource=resource["resource"],
        subresource=request.get("requestSubResource") or "",
        namespace=request.get("namespace") or "",
        name=request.get("name") or "",
    )
    names = {
        "object": request["object"],
        "oldObject": request["oldObject"],
        "request": values.convert(request, REQUEST),
        "namespaceObject": None,
        "authorizer": authorizer,
        "authorizer.requestResource": ResourceCheck(authorizer.answer, asked),
    }
    problems = []
    for condition in conditions:
        found, problem = _evaluate(condition["expression"], names)
        if found is False:
            return False
        if problem:
            problems.append(problem)
    if problems and not ignore_failure:
        raise ConditionError(problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]")
    return not problems


def authorizer_of(server: "ApiServer", user: User) -> Authorizer:
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


def _evaluate(expression: str, names: Mapping[str, Any]) -> tuple[Any, str]:
    try:
        return _program(expression).evaluate(names, MATCH_BUDGET), ""
    except ExpressionError as error:
        return None, f"compilation error: {error}"
    except (EvaluationError, CostExceeded) as error:
        return None, f"expression '{expression}' resulted in error: {error}"


@lru_cache(maxsize=256)
def _program(expression: str) -> Program:
    return Expressions(has_params=False).compile(expression, (BOOL,))
