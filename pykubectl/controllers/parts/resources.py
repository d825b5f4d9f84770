"""Which resources there are to look through.

Upstream: client-go/discovery (ServerPreferredNamespacedResources).
"""

from collections.abc import Iterator

from pykubectl.apiserver.api import Api
from pykubectl.kinds import Kind


def deletable(api: Api) -> Iterator[Kind]:
    """Every kind whose objects are stored under their own name and can be deleted, in discovery's order."""
    for kind in api.kinds():
        if "delete" in kind.verbs and not kind.stored_as:
            yield kind
