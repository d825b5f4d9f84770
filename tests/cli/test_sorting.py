"""--sort-by: quantities, texts, and what lacks the field."""

import pytest

from pykubectl.cli.errors import Failure
from pykubectl.cli.sorting import Unsortable, sorted_objects


@pytest.mark.parametrize(
    ("values", "ordered"),
    [
        (["a9", "a10"], ["a10", "a9"]),
        (["1Gi", "200Mi"], ["200Mi", "1Gi"]),
        ([3, 1, 2], [1, 2, 3]),
        (["b", None, "a"], [None, "a", "b"]),
    ],
)
def test_order(values: list[object], ordered: list[object]) -> None:
    objects = [{"v": value} if value is not None else {} for value in values]
    assert [obj.get("v") for obj in sorted_objects(objects, ".v")] == ordered


def test_a_field_that_nothing_has() -> None:
    with pytest.raises(Failure, match=r"couldn't find any field with path"):
        sorted_objects([{"a": 1}], "{.b}")


def test_values_without_an_order() -> None:
    with pytest.raises(Unsortable) as caught:
        sorted_objects([{"v": {"b": 1}}, {"v": {"a": 1}}], ".v")
    assert caught.value.explained(".v", is_table=False) == (
        "sorter.go:329",
        "Field {.v} in *unstructured.Unstructured is an unsortable type: interface, err: unsortable type: map[string]interface {}",
    )
