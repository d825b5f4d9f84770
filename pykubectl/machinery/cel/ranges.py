"""Ranges of sizes and costs: a least and a most that stop at the largest 64 bit number.

Upstream: cel-go/checker/cost.go (SizeEstimate, CostEstimate).
"""

from math import ceil
from typing import NamedTuple

from pykubectl.machinery.cel.cel_types import UNBOUNDED


class Range(NamedTuple):
    least: int
    most: int

    def __add__(self, other: "Range") -> "Range":  # type: ignore[override]
        return Range(min(self.least + other.least, UNBOUNDED), min(self.most + other.most, UNBOUNDED))

    def __mul__(self, other: "Range") -> "Range":  # type: ignore[override]
        return Range(min(self.least * other.least, UNBOUNDED), min(self.most * other.most, UNBOUNDED))

    def times(self, factor: float) -> "Range":
        """By a factor, rounded up."""
        return Range(_times(self.least, factor), _times(self.most, factor))

    def union(self, other: "Range") -> "Range":
        return Range(min(self.least, other.least), max(self.most, other.most))


def _times(number: int, factor: float) -> int:
    return min(ceil(float(number) * factor), UNBOUNDED)


def fixed(number: int) -> Range:
    return Range(number, number)


NOTHING, ONE, UNKNOWN = Range(0, 0), Range(1, 1), Range(0, UNBOUNDED)
