"""MutatingAdmissionPolicy: expressions of the user's that change what enters the cluster.

Policies are invoked in the order of their names, each on what the one before left. When one changes the object, those with
the reinvocation policy IfNeeded that came before look at it once more, in the second round of all mutating plugins.

Upstream: apiserver/pkg/admission/plugin/policy/mutating.
"""

from typing import TYPE_CHECKING, NamedTuple

from pykubectl import Object
from pykubectl.apiserver.admission import Attributes
from pykubectl.errors import Forbidden, Invalid, StatusError
from pykubectl.machinery.objects import copy

if TYPE_CHECKING:
    from pykubectl.apiserver.policies.invocations import Invocation
    from pykubectl.apiserver.server import ApiServer

Key = tuple[str, str, str]


class Round(NamedTuple):
    """What the first round leaves for the second: who must see the object again, who must if others change it."""

    again: frozenset[Key]
    if_changed: frozenset[Key]
    output: Object | None


def admit(server: "ApiServer", attributes: Attributes) -> Round | None:
    """None when no policy changed anything."""
    # A scale is a view of an object: there is nothing of its own to change.
    if attributes.obj is None or attributes.call.subresource == "scale":
        return None
    from pykubectl.apiserver.policies.invocations import invocations

    again: set[Key] = set()
    invoked: set[Key] = set()
    changed, errors = False, _Errors(attributes)
    for invocation in invocations(server, "mutating", attributes):
        if _invoke(server, invocation, attributes, errors):
            changed = True
            again |= invoked
            invoked.clear()
        if invocation.policy.source["spec"].get("reinvocationPolicy") == "IfNeeded":
            invoked.add(_key(invocation))
    errors.raise_first()
    return Round(frozenset(again), frozenset(invoked), copy(attributes.obj)) if changed else None


def readmit(server: "ApiServer", attributes: Attributes, first: Round) -> None:
    from pykubectl.apiserver.policies.invocations import invocations

    again = first.again | (first.if_changed if attributes.obj != first.output else frozenset())
    errors = _Errors(attributes)
    for invocation in invocations(server, "mutating", attributes):
        if _key(invocation) in again:
            _invoke(server, invocation, attributes, errors)
    errors.raise_first()


def _key(invocation: "Invocation") -> Key:
    params = (invocation.params or {}).get("metadata") or {}
    return invocation.policy.name, invocation.binding_name, f"{params.get('namespace', '')}/{params.get('name', '')}"


class _Errors:
    """All that goes wrong with policies that fail closed; the first is the answer, all are its causes."""

    def __init__(self, attributes: Attributes) -> None:
        self.attributes = attributes
        self.messages: list[str] = []

    def add(self, invocation: "Invocation", problem: str) -> None:
        if not invocation.policy.fails_closed:
            return
        name = invocation.policy.name
        if invocation.binding is None:
            self.messages.append(f'policy "{name}" denied request: {problem}')
        else:
            self.messages.append(f"policy '{name}' with binding '{invocation.binding_name}' denied request: {problem}")

    def raise_first(self) -> None:
        if self.messages:
            raise self._error()

    def _error(self) -> StatusError:
        details = Forbidden.of(self.attributes.call.kind.resource, self.attributes.name, "").details
        causes = [{"message": message} for message in self.messages]
        return Invalid(self.messages[0], {**details, "causes": causes})


def _invoke(server: "ApiServer", invocation: "Invocation", attributes: Attributes, errors: _Errors) -> bool:
    """Whether the object changed."""
    from pykubectl.apiserver.policies import mutation
    from pykubectl.apiserver.policies.activation import Activation, PolicyFailure

    policy, before = invocation.policy, attributes.obj
    if invocation.problem:
        errors.add(invocation, invocation.problem)
        return False
    before = copy(before)
    try:
        activation = Activation(server, attributes, policy, invocation.version, invocation.params)
        if not activation.meets_conditions():
            return False
    except PolicyFailure as failure:
        errors.add(invocation, str(failure))
        return False
    for step in policy.mutations:
        try:
            activation = Activation(server, attributes, policy, invocation.version, invocation.params)
            mutation.apply(server, activation, step, attributes)
        except PolicyFailure as failure:
            errors.add(invocation, str(failure))
    return attributes.obj != before
