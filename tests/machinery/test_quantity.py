import pytest
from hypothesis import given
from hypothesis import strategies as st

from pykubectl.machinery import quantity
from pykubectl.machinery.quantity import FORMAT_ERROR, SUFFIX_ERROR, QuantityError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.5", "500m"),
        (0.5, "500m"),
        (1, "1"),
        ("1024Mi", "1Gi"),
        ("1.5Gi", "1536Mi"),
        ("1e3", "1e3"),
        ("2000k", "2M"),
        ("1000m", "1"),
        ("100Ki", "100Ki"),
        ("512", "512"),
        ("0.0001", "100u"),
        ("1Ki", "1Ki"),
        ("0.5Ki", "512"),
        ("1.5Ki", "1536"),
        ("0Gi", "0"),
        ("-1Gi", "-1Gi"),
        ("12e6", "12e6"),
        ("100e-1", "10"),
        ("1E", "1E"),
        ("0.0000000001", "1n"),
        ("1.0001Ki", "1024102400u"),
        ("+5", "5"),
        (".5", "500m"),
    ],
)
def test_canonical(text: str | float, expected: str) -> None:
    assert quantity.canonical(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [("lots", FORMAT_ERROR), ("1.5.2", FORMAT_ERROR), ("", FORMAT_ERROR), ("1mm", SUFFIX_ERROR), ("1e", SUFFIX_ERROR)],
)
def test_errors(text: str, message: str) -> None:
    with pytest.raises(QuantityError) as caught:
        quantity.parse(text)
    assert str(caught.value) == message


def test_arithmetic() -> None:
    assert quantity.add("1Gi", "512Mi") == "1536Mi"
    assert quantity.add("0", "1Gi") == "1Gi"
    assert quantity.sub("1", "100m") == "900m"
    assert (quantity.value("1500m"), quantity.milli_value("0.0001"), quantity.value("-1500m")) == (2, 1, -1)
    assert quantity.compare("1Gi", "1G") == 1


TEXTS = st.builds(
    lambda number, suffix: f"{number}{suffix}",
    st.integers(-(10**6), 10**6),
    st.sampled_from(["", "n", "u", "m", "k", "M", "G", "Ki", "Mi", "Gi", "e3", "e-2"]),
)


@given(TEXTS, TEXTS)
def test_order_and_canonical_form(left: str, right: str) -> None:
    assert quantity.canonical(quantity.canonical(left)) == quantity.canonical(left)
    assert quantity.compare(quantity.canonical(left), left) == 0
    assert quantity.compare(left, right) == -quantity.compare(right, left)
    assert quantity.compare(quantity.sub(quantity.add(left, right), right), left) == 0
