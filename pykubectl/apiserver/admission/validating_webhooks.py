"""Validating webhooks: services of the user's that may turn away what enters the cluster.

All whom a request concerns are asked, and the first refusal counts.

Upstream: apiserver/pkg/admission/plugin/webhook/validating.
"""

from typing import TYPE_CHECKING

from pykubectl.apiserver.admission import Attributes

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_CONFIGURATIONS = "validatingwebhookconfigurations.admissionregistration.k8s.io"


def validate(server: "ApiServer", attributes: Attributes) -> None:
    """Raises StatusError."""
    from pykubectl.apiserver.webhooks import calling
    from pykubectl.apiserver.webhooks.matching import hooks_of

    hooks = [
        (hook, calling.seen_by(server, hook, attributes)) for hook in hooks_of(server, _CONFIGURATIONS, attributes)
    ]
    for hook, seen in hooks:
        if seen is not None:
            calling.ask(server, hook, attributes, seen, mutating=False)
