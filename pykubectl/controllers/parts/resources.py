"""Which resources there are to look through: the built-in kinds and those of CustomResourceDefinitions.

Upstream: client-go/discovery (ServerPreferredNamespacedResources).
"""

from collections.abc import Iterator

from pykubectl.apiserver.api import Api
from pykubectl.kinds import KINDS, Kind, of_resource

_DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io"


def deletable(api: Api) -> Iterator[Kind]:
    """Every kind whose objects are stored under their own name and can be deleted, in discovery's order."""
    for kind in KINDS:
        if "delete" in kind.verbs and not kind.stored_as:
            yield kind
    if not api.exists(_DEFINITIONS):
        return
    for definition in api.list(_DEFINITIONS):
        kind_of = of_resource(definition["metadata"]["name"])
        if kind_of is not None and kind_of not in KINDS:
            yield kind_of
