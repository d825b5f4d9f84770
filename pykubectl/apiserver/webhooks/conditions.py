"""matchConditions: expressions in CEL that all must hold for a webhook to be asked, evaluated as those of a policy are.

Upstream: apiserver/pkg/admission/plugin/webhook/matchconditions/matcher.go.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from pykubectl import Object
from pykubectl.apiserver.admission import Attributes
from pykubectl.apiserver.policies.activation import PolicyFailure, all_hold, names_of
from pykubectl.apiserver.policies.definitions import Expression, conditions_of
from pykubectl.apiserver.webhooks.admission_reviews import Seen

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

__all__ = ["PolicyFailure", "hold"]


def hold(server: "ApiServer", conditions: Sequence[Object], attributes: Attributes, seen: Seen) -> bool:
    """Whether a request meets all conditions. Raises PolicyFailure."""
    texts = tuple(condition["expression"] for condition in conditions)
    return all_hold(_compiled(texts), names_of(server, attributes, seen))


@lru_cache(maxsize=256)
def _compiled(texts: tuple[str, ...]) -> list[Expression]:
    return conditions_of([{"expression": text} for text in texts], has_params=False)
