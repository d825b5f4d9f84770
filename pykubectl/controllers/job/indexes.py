"""Sets of completion indexes, as `completedIndexes` writes them (`0-3,7`), and the index of a pod.

Upstream: pkg/controller/job/indexed_job_utils.go.
"""

from collections.abc import Iterable

from pykubectl import Object

INDEX = "batch.kubernetes.io/job-completion-index"
FAILURE_COUNT = "batch.kubernetes.io/job-index-failure-count"
IGNORED_COUNT = "batch.kubernetes.io/job-index-ignored-failure-count"


def parse(text: str, completions: int) -> set[int]:
    """The indexes below `completions`; what cannot be read is left out."""
    found: set[int] = set()
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        try:
            start, end = int(first), int(last or first)
        except ValueError:
            continue
        found.update(range(start, min(end + 1, completions)))
    return found


def render(indexes: Iterable[int]) -> str:
    """Sorted, runs of three and more as ranges, as upstream writes them."""
    spans: list[list[int]] = []
    for index in sorted(indexes):
        if spans and spans[-1][1] + 1 == index:
            spans[-1][1] = index
        else:
            spans.append([index, index])
    return ",".join(_span(first, last) for first, last in spans)


def _span(first: int, last: int) -> str:
    if first == last:
        return str(first)
    return f"{first},{last}" if last == first + 1 else f"{first}-{last}"


def index_of(pod: Object) -> int | None:
    text = (pod["metadata"].get("annotations") or {}).get(INDEX, "")
    return int(text) if text.isdigit() else None


def failures_before(pod: Object) -> tuple[int, int]:
    """How often the pod's index had failed when the pod was made: counted, and ignored by a failure policy."""
    annotations = pod["metadata"].get("annotations") or {}
    return int(annotations.get(FAILURE_COUNT, 0)), int(annotations.get(IGNORED_COUNT, 0))
