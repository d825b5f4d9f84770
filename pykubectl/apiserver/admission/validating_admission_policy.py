"""ValidatingAdmissionPolicy: expressions of the user's that every request must meet; a binding says where, and how strictly.

All policies a request meets are evaluated; the first denial is the answer. A binding without Deny warns or only notes
the failure for the audit log.

Upstream: apiserver/pkg/admission/plugin/policy/validating.
"""

from typing import TYPE_CHECKING, NamedTuple

from pykubectl.apiserver.admission import Attributes
from pykubectl.errors import Forbidden, Invalid, RequestEntityTooLarge, StatusError, Unauthorized

if TYPE_CHECKING:
    from pykubectl.apiserver.policies.activation import Activation, Budget
    from pykubectl.apiserver.policies.definitions import Expression, Policy
    from pykubectl.apiserver.policies.invocations import Invocation
    from pykubectl.apiserver.server import ApiServer

_MESSAGE_BYTES_MAX = 5 * 1024
_REASONS: dict[str, type[StatusError]] = {
    kind.reason: kind for kind in (Forbidden, Invalid, RequestEntityTooLarge, Unauthorized)
}


class _Denial(NamedTuple):
    """`final`: it refuses the request whatever the binding wants done about failures."""

    reason: str
    message: str
    final: bool = False


def validate(server: "ApiServer", attributes: Attributes) -> None:
    from pykubectl.apiserver.policies.invocations import invocations

    denied: list[tuple[Invocation, _Denial]] = []
    for invocation in invocations(server, "validating", attributes):
        for denial in _denials(server, invocation, attributes):
            _act(server, invocation, denial, denied)
    if denied:
        raise _refusal(attributes, *denied[0])


def _act(
    server: "ApiServer", invocation: "Invocation", denial: _Denial, denied: "list[tuple[Invocation, _Denial]]"
) -> None:
    """What the binding wants done about a failure."""
    binding, name = invocation.binding, invocation.policy.name
    actions = ["Deny"] if denial.final or binding is None else binding["spec"].get("validationActions") or ()
    for action in actions:
        if action == "Deny":
            denied.append((invocation, denial))
        elif action == "Warn":
            policy = f"ValidatingAdmissionPolicy '{name}' with binding '{invocation.binding_name}'"
            server.warn([f"Validation failed for {policy}: {denial.message}"])


def _refusal(attributes: Attributes, invocation: "Invocation", denial: _Denial) -> StatusError:
    """Forbidden in its words, whatever the reason it gives."""
    policy = f"ValidatingAdmissionPolicy '{invocation.policy.name}'"
    with_binding = f" with binding '{invocation.binding_name}'" if invocation.binding is not None else ""
    message = f"{policy}{with_binding} denied request: {denial.message}"
    meta = (attributes.obj or attributes.old or {}).get("metadata") or {}
    forbidden = Forbidden.of(attributes.call.kind.resource, attributes.name or meta.get("generateName", ""), message)
    error = _REASONS.get(denial.reason, Invalid)
    return error(forbidden.message, {**forbidden.details, "causes": [{"message": message}]})


def _denials(server: "ApiServer", invocation: "Invocation", attributes: Attributes) -> list[_Denial]:
    """What the policy has against the request."""
    from pykubectl.apiserver.policies.activation import Activation, Budget, PolicyFailure

    policy = invocation.policy
    if invocation.problem:
        return _failed(policy, invocation.problem, final=True)
    activation = Activation(server, attributes, policy, invocation.version, invocation.params)
    budget = Budget()
    try:
        if not activation.meets_conditions():
            return []
        found = [
            denial
            for index, validation in enumerate(policy.validations)
            for denial in _check(activation, validation, policy.messages[index], budget)
        ]
        return [*found, *_audit(activation)]
    except PolicyFailure as failure:
        return _failed(policy, str(failure))


def _failed(policy: "Policy", problem: str, *, final: bool = False) -> list[_Denial]:
    return [_Denial("Invalid", problem, final)] if policy.fails_closed else []


def _check(
    activation: "Activation", validation: "Expression", message: "Expression | None", budget: "Budget"
) -> list[_Denial]:
    """Raises OutOfBudget."""
    from pykubectl.apiserver.policies.activation import OutOfBudget, PolicyFailure

    try:
        if activation.evaluate(validation, budget) is True:
            return []
    except OutOfBudget:
        raise
    except PolicyFailure as failure:
        return _failed(activation.policy, str(failure))
    row = validation.row
    said = _message(activation, message, budget) or (row.get("message") or "").strip()
    return [_Denial(row.get("reason") or "Invalid", said or f"failed expression: {validation.text.strip()}")]


def _message(activation: "Activation", message: "Expression | None", budget: "Budget") -> str:
    """What the messageExpression says; nothing when it cannot be used."""
    from pykubectl.apiserver.policies.activation import OutOfBudget, PolicyFailure

    if message is None:
        return ""
    try:
        text = activation.evaluate(message, budget)
    except OutOfBudget as failure:
        raise PolicyFailure(f"failed messageExpression: {failure}") from failure
    except PolicyFailure:
        return ""
    text = text.strip() if isinstance(text, str) else ""
    return "" if "\n" in text or len(text.encode()) > _MESSAGE_BYTES_MAX else text


def _audit(activation: "Activation") -> list[_Denial]:
    """Audit annotations go to a log that is not kept; what counts is that their expressions can be evaluated."""
    from pykubectl.apiserver.policies.activation import Budget, OutOfBudget, PolicyFailure

    budget, found = Budget(), []
    for annotation in activation.policy.audit_annotations:
        try:
            activation.evaluate(annotation, budget)
        except OutOfBudget:
            raise
        except PolicyFailure as failure:
            found += _failed(activation.policy, str(failure), final=True)
    return found
