"""Mutating webhooks: services of the user's that may change what enters the cluster, one after the other.

When one changes an object, all mutating plugins see it once more; webhooks only those with the reinvocation policy IfNeeded
that were asked before the change. `admit` says which these are, and `readmit` is the second round.

Upstream: apiserver/pkg/admission/plugin/webhook/mutating.
"""

from typing import TYPE_CHECKING, NamedTuple

from pykubectl import Object
from pykubectl.apiserver.admission import Attributes
from pykubectl.machinery.objects import copy

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer
    from pykubectl.apiserver.webhooks.matching import Hook

_CONFIGURATIONS = "mutatingwebhookconfigurations.admissionregistration.k8s.io"


class Round(NamedTuple):
    """What the first round leaves for the second: who must see the object again, who must if others change it."""

    again: frozenset[tuple[str, int]]
    if_changed: frozenset[tuple[str, int]]
    output: Object | None


def admit(server: "ApiServer", attributes: Attributes) -> Round | None:
    """None when no webhook changed anything."""
    from pykubectl.apiserver.webhooks.matching import hooks_of

    again: set[tuple[str, int]] = set()
    asked: set[tuple[str, int]] = set()
    changed = False
    for hook in hooks_of(server, _CONFIGURATIONS, attributes):
        result = _call(server, hook, attributes)
        if result is None:
            continue
        if result:
            changed = True
            again |= asked
            asked.clear()
        if hook.webhook.get("reinvocationPolicy") == "IfNeeded":
            asked.add(hook.key)
    return Round(frozenset(again), frozenset(asked), copy(attributes.obj)) if changed else None


def readmit(server: "ApiServer", attributes: Attributes, first: Round) -> None:
    from pykubectl.apiserver.webhooks.matching import hooks_of

    again = first.again | (first.if_changed if attributes.obj != first.output else frozenset())
    for hook in hooks_of(server, _CONFIGURATIONS, attributes):
        if hook.key in again:
            _call(server, hook, attributes)


def _call(server: "ApiServer", hook: "Hook", attributes: Attributes) -> bool | None:
    """Whether the webhook changed the object; None when it was not asked. Raises StatusError."""
    from pykubectl.apiserver.webhooks import calling, patches
    from pykubectl.apiserver.webhooks.responses import WebhookError
    from pykubectl.errors import InternalError

    seen = calling.seen_by(server, hook, attributes)
    if seen is None:
        return None
    answer = calling.ask(server, hook, attributes, seen, mutating=True)
    if answer is None:
        return False
    try:
        return patches.apply(server, hook.name, attributes, seen, answer)
    except WebhookError as error:
        if hook.ignores_failure:
            return False
        raise InternalError.of(f'failed calling webhook "{hook.name}": {error}')
