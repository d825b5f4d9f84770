"""Columns as Go's tabwriter aligns them."""

import pytest

from pykubectl.cli.printers.tabwriter import TabWriter


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["a\tb", "longer\tc"], "a        b\nlonger   c\n"),
        (["a\tb"], "a     b\n"),
        (["a\t\tb", "a\tx\tb"], "a           b\na     x     b\n"),
        (["alone", "a\tb"], "alone\na     b\n"),
        (["wide column\tb", "break", "a\tb"], "wide column   b\nbreak\na             b\n"),
    ],
)
def test_alignment(lines: list[str], text: str) -> None:
    writer = TabWriter()
    for line in lines:
        writer.row(line.split("\t"))
    assert writer.flush() == text


def test_widths_are_remembered_until_forgotten() -> None:
    writer = TabWriter()
    writer.row(["a long first cell", "b"])
    first = writer.flush()
    writer.row(["c", "d"])
    assert writer.flush().index("d") == first.index("b")
    writer.forget()
    writer.row(["c", "d"])
    assert writer.flush() == "c     d\n"
