"""Asking one webhook about one request: the objects in the version it wants, its conditions, the call, and its answer.

Upstream: apiserver/pkg/admission/plugin/webhook/{mutating,validating}/dispatcher.go.
"""

from typing import TYPE_CHECKING

from pykubectl import Object
from pykubectl.apiserver.admission import Attributes
from pykubectl.apiserver.webhooks.admission_reviews import (
    Answer,
    ReviewError,
    Seen,
    answer_of,
    denial,
    question,
    review_version,
    seen_in,
)
from pykubectl.apiserver.webhooks.client import place_of, post
from pykubectl.apiserver.webhooks.matching import Hook, version_for
from pykubectl.apiserver.webhooks.responses import WebhookError
from pykubectl.errors import BadRequest, Forbidden, InternalError
from pykubectl.storage import Key

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_TIMEOUT_SECONDS = 10


def seen_by(server: "ApiServer", hook: Hook, attributes: Attributes) -> Seen | None:
    """What the webhook sees of the request; None when the request does not concern it. Raises Forbidden, NotFound."""
    version = version_for(server, hook, attributes)
    if version is None:
        return None
    seen = seen_in(attributes, version)
    conditions = hook.webhook.get("matchConditions") or ()
    if not conditions:
        return seen
    from pykubectl.apiserver.webhooks import conditions as match_conditions  # CEL is loaded when an expression is met

    try:
        return seen if match_conditions.hold(server, conditions, attributes, seen) else None
    except match_conditions.PolicyFailure as failure:
        if hook.ignores_failure:
            return None
        raise Forbidden.of(attributes.call.kind.resource, attributes.name, str(failure))


def ask(server: "ApiServer", hook: Hook, attributes: Attributes, seen: Seen, *, mutating: bool) -> Answer | None:
    """The answer of a webhook that lets the request in; None when it cannot be asked and does not need to be.

    Raises the denial, BadRequest for a dry run that it cannot stand, InternalError when it cannot be asked.
    """
    webhook, name = hook.webhook, hook.name
    if attributes.call.dry_run and webhook.get("sideEffects") not in ("None", "NoneOnDryRun"):
        raise BadRequest(f'admission webhook "{name}" does not support dry run')
    try:
        answer = _exchange(server, webhook, attributes, seen, mutating=mutating)
    except WebhookError as error:
        if hook.ignores_failure:
            return None
        raise InternalError.of(f'failed calling webhook "{name}": {error}')
    server.warn(answer.warnings)
    if not answer.allowed:
        raise denial(name, answer.result)
    return answer


def _exchange(server: "ApiServer", webhook: Object, attributes: Attributes, seen: Seen, *, mutating: bool) -> Answer:
    def find_service(namespace: str, name: str) -> Object | None:
        return server.store.get(Key("services", namespace, name))

    uid = server.world.uid()
    try:
        version = review_version(webhook)
        body = question(version, uid, attributes, seen)
    except ReviewError as error:
        raise WebhookError(f"could not create admission objects: {error}")
    try:
        place = place_of(webhook["clientConfig"], find_service)
    except WebhookError as error:
        raise WebhookError(f"could not get REST client: {error}")
    try:
        review = post(place, body, webhook.get("timeoutSeconds") or _TIMEOUT_SECONDS)
    except WebhookError as error:
        raise WebhookError(f"failed to call webhook: {error}")
    try:
        return answer_of(version, uid, review, mutating=mutating)
    except ReviewError as error:
        raise WebhookError(f"received invalid webhook response: {error}")
