"""Which webhooks a request concerns, and in which version of its resource they want to see it.

What they match is written as policies write it, only that the rules are called `rules`, and that none match nothing.

Upstream: apiserver/pkg/admission/plugin/webhook/generic/webhook.go.
"""

from typing import TYPE_CHECKING, NamedTuple

from pykubectl import Object
from pykubectl.apiserver.admission import Attributes
from pykubectl.apiserver.policies.matching import is_exempt, matching_version

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


class Hook(NamedTuple):
    """One webhook of a configuration; `key` tells it from all others."""

    webhook: Object
    key: tuple[str, int]

    @property
    def name(self) -> str:
        return str(self.webhook["name"])

    @property
    def ignores_failure(self) -> bool:
        return self.webhook.get("failurePolicy") == "Ignore"


def hooks_of(server: "ApiServer", resource: str, attributes: Attributes) -> list[Hook]:
    """The webhooks of all configurations (`resource` is theirs), in the order of the configurations' names."""
    if is_exempt(attributes):
        return []
    configurations = sorted(server.store.list(resource), key=lambda found: str(found["metadata"]["name"]))
    return [
        Hook(webhook, (configuration["metadata"]["name"], index))
        for configuration in configurations
        for index, webhook in enumerate(configuration.get("webhooks") or ())
    ]


def version_for(server: "ApiServer", hook: Hook, attributes: Attributes) -> str | None:
    """The version in which the webhook sees the request; None when it does not concern it. Raises NotFound."""
    rules = hook.webhook.get("rules")
    return matching_version(server, {**hook.webhook, "resourceRules": rules}, attributes) if rules else None
