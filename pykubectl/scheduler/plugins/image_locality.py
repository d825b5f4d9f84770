"""ImageLocality: rather a node that has the images already.

Upstream: pkg/scheduler/framework/plugins/imagelocality.
"""

from pykubectl.scheduler.cycle import Cycle
from pykubectl.scheduler.plugins import SCORE_MAX
from pykubectl.scheduler.snapshot import NodeInfo

_MEGABYTE = 1024 * 1024
_MIN_BYTES = 23 * _MEGABYTE
_MAX_BYTES_PER_CONTAINER = 1000 * _MEGABYTE


def prepare(cycle: Cycle) -> set[str] | None:
    if not any((info.node.get("status") or {}).get("images") for info in cycle.snapshot.nodes.values()):
        return None
    return {_with_tag(one["image"]) for one in cycle.pod["spec"]["containers"]}


def score(cycle: Cycle, wanted: set[str], info: NodeInfo) -> float:
    images = (info.node.get("status") or {}).get("images") or ()
    size: int = sum(
        one.get("sizeBytes", 0) for one in images if wanted & {_with_tag(name) for name in one.get("names") or ()}
    )
    most = _MAX_BYTES_PER_CONTAINER * len(cycle.pod["spec"]["containers"])
    size = max(_MIN_BYTES, min(size, most))
    return SCORE_MAX * (size - _MIN_BYTES) // (most - _MIN_BYTES)


def _with_tag(image: str) -> str:
    return image if ":" in image.rpartition("/")[2] else f"{image}:latest"
