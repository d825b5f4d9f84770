"""Go's sort.Sort: what is equal comes out in the order in which Go leaves it, which is that of the input only up to twelve items.

Longer ranges are partitioned around a pivot, those that look sorted are first tried by insertion, and bad pivots lead to a
shuffle and in the end to a heap; chance plays no part, since the shuffle is seeded by the length.

Upstream: Go's sort/zsortinterface.go (pdqsort), sort/sort.go.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")

_INSERTION_MAX, _NINTHER_MIN, _SHIFTING_MIN, _STEPS_MAX = 12, 50, 50, 5
_SWAPS_MAX = 4 * 3
_MASK = (1 << 64) - 1


def go_sorted(items: Sequence[Item], key: Callable[[Item], Any]) -> list[Item]:
    """The items by key, as sort.Sort with a Less that compares the keys."""
    sorting = _Sorting([key(item) for item in items])
    sorting.pdqsort(0, len(items), len(items).bit_length())
    return [items[place] for place in sorting.places]


class _Sorting:
    """`keys` in their present order, `places` the index each had at first."""

    def __init__(self, keys: list[Any]) -> None:
        self.keys = keys
        self.places = list(range(len(keys)))

    def less(self, one: int, other: int) -> bool:
        return bool(self.keys[one] < self.keys[other])

    def swap(self, one: int, other: int) -> None:
        for row in (self.keys, self.places):
            row[one], row[other] = row[other], row[one]

    def pdqsort(self, start: int, stop: int, limit: int) -> None:
        was_balanced = was_partitioned = True
        while True:
            length = stop - start
            if length <= _INSERTION_MAX:
                return self.insertion_sort(start, stop)
            if limit == 0:
                return self.heap_sort(start, stop)
            if not was_balanced:
                self.break_patterns(start, stop)
                limit -= 1
            pivot, hint = self.choose_pivot(start, stop)
            if hint == "decreasing":
                self.reverse(start, stop)
                pivot, hint = (stop - 1) - (pivot - start), "increasing"
            if was_balanced and was_partitioned and hint == "increasing" and self.try_insertion(start, stop):
                return None
            if start > 0 and not self.less(start - 1, pivot):
                start = self.partition_equal(start, stop, pivot)
                continue
            middle, was_partitioned = self.partition(start, stop, pivot)
            left, right = middle - start, stop - middle
            was_balanced = min(left, right) >= length // 8
            if left < right:
                self.pdqsort(start, middle, limit)
                start = middle + 1
            else:
                self.pdqsort(middle + 1, stop, limit)
                stop = middle

    def insertion_sort(self, start: int, stop: int) -> None:
        for index in range(start + 1, stop):
            while index > start and self.less(index, index - 1):
                self.swap(index, index - 1)
                index -= 1

    def heap_sort(self, start: int, stop: int) -> None:
        size = stop - start
        for index in range((size - 1) // 2, -1, -1):
            self._sift_down(index, size, start)
        for index in range(size - 1, -1, -1):
            self.swap(start, start + index)
            self._sift_down(0, index, start)

    def _sift_down(self, root: int, size: int, first: int) -> None:
        while (child := 2 * root + 1) < size:
            if child + 1 < size and self.less(first + child, first + child + 1):
                child += 1
            if not self.less(first + root, first + child):
                return
            self.swap(first + root, first + child)
            root = child

    def break_patterns(self, start: int, stop: int) -> None:
        length = random = stop - start
        modulus = 1 << length.bit_length()
        index = start + (length // 4) * 2
        for offset in range(3):
            random ^= (random << 13) & _MASK
            random ^= random >> 7
            random ^= (random << 17) & _MASK
            other = random & (modulus - 1)
            self.swap(index - 1 + offset, start + (other - length if other >= length else other))

    def choose_pivot(self, start: int, stop: int) -> tuple[int, str]:
        quarter = (stop - start) // 4
        places = [start + quarter, start + quarter * 2, start + quarter * 3]
        swaps = [0]
        if stop - start >= _NINTHER_MIN:
            places = [self._median([at - 1, at, at + 1], swaps) for at in places]
        pivot = self._median(places, swaps)
        return pivot, {0: "increasing", _SWAPS_MAX: "decreasing"}.get(swaps[0], "")

    def _median(self, places: list[int], swaps: list[int]) -> int:
        places = list(places)
        for at in (0, 1, 0):
            if self.less(places[at + 1], places[at]):
                swaps[0] += 1
                places[at], places[at + 1] = places[at + 1], places[at]
        return places[1]

    def reverse(self, start: int, stop: int) -> None:
        for row in (self.keys, self.places):
            row[start:stop] = row[start:stop][::-1]

    def try_insertion(self, start: int, stop: int) -> bool:
        """Whether a few insertions sorted the range."""
        index = start + 1
        for _ in range(_STEPS_MAX):
            while index < stop and not self.less(index, index - 1):
                index += 1
            if index == stop:
                return True
            if stop - start < _SHIFTING_MIN:
                return False
            self.swap(index, index - 1)
            self._shift(range(index - 1, 0, -1) if index - start >= 2 else range(0))
            self._shift(range(index + 1, stop) if stop - index >= 2 else range(0))
        return False

    def _shift(self, places: range) -> None:
        for at in places:
            if not self.less(at, at - 1):
                return
            self.swap(at, at - 1)

    def partition_equal(self, start: int, stop: int, pivot: int) -> int:
        """What equals the pivot to the left; where the rest begins."""
        self.swap(start, pivot)
        left, right = start + 1, stop - 1
        while True:
            while left <= right and not self.less(start, left):
                left += 1
            while left <= right and self.less(start, right):
                right -= 1
            if left > right:
                return left
            self.swap(left, right)
            left, right = left + 1, right - 1

    def partition(self, start: int, stop: int, pivot: int) -> tuple[int, bool]:
        """Where the pivot ends up between the smaller and the others, and whether they stood so already."""
        self.swap(start, pivot)
        left, right, stood = start + 1, stop - 1, True
        while True:
            while left <= right and self.less(left, start):
                left += 1
            while left <= right and not self.less(right, start):
                right -= 1
            if left > right:
                self.swap(right, start)
                return right, stood
            self.swap(left, right)
            left, right, stood = left + 1, right - 1, False
