"""Go's sort.Sort: the orders that the real kubectl printed."""

import random

from pykubectl.machinery.go_sort import go_sorted


def test_few_items_keep_their_order_where_they_are_equal() -> None:
    assert go_sorted("bBaA", str.lower) == ["a", "A", "b", "B"]


def test_many_equal_items_come_out_as_go_leaves_them() -> None:
    """As kubectl sorts thirteen events, every other of them a second older: a pivot goes to the front and back."""
    found = go_sorted(range(13), lambda item: item % 2)
    assert [item % 2 for item in found] == [0] * 7 + [1] * 6
    assert found != sorted(range(13), key=lambda item: item % 2)


def test_everything_is_sorted() -> None:
    chance = random.Random(1)
    for size in (0, 1, 12, 13, 50, 300):
        items = [chance.randrange(40) for _ in range(size)]
        assert go_sorted(items, lambda item: item) == sorted(items)
        assert go_sorted(sorted(items, reverse=True), lambda item: item) == sorted(items)
