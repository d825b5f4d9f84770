"""Events of events.k8s.io: stored, defaulted and converted as core events are.

Upstream: pkg/apis/events/v1/conversion.go.
"""

from pykubectl import Object
from pykubectl.kinds.core import event
from pykubectl.kinds.core.event import convert as convert
from pykubectl.kinds.core.event import default as default

_CORE = {"regarding": "involvedObject", "reportingController": "reportingComponent"}
FIELDS = (
    "regarding.kind",
    "regarding.namespace",
    "regarding.name",
    "regarding.uid",
    "regarding.apiVersion",
    "regarding.resourceVersion",
    "regarding.fieldPath",
    "reason",
    "reportingController",
    "type",
)


def field(obj: Object, path: str) -> str:
    head, dot, rest = path.partition(".")
    return event.field(obj, _CORE.get(head, head) + dot + rest)
