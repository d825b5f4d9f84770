"""What an evaluation has at hand: the variables, what it cost so far, and what it may cost.

Upstream: cel-go/interpreter/activation.go, runtimecost.go (CostTracker).
"""

from collections.abc import Callable, Mapping
from typing import Any

from pykubectl.machinery.cel.errors import CostExceeded


class Frame:
    __slots__ = ("cost", "limit", "names")

    def __init__(self, names: Mapping[str, Any], limit: int) -> None:
        self.names = dict(names)
        self.cost = 0
        self.limit = limit

    def charge(self, cost: int) -> None:
        self.cost += cost
        if self.cost > self.limit:
            raise CostExceeded


# A planned node.
Step = Callable[[Frame], Any]
