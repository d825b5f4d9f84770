"""Text in levels of two spaces, whose tab-separated cells become columns when it is done.

A column is a run of lines that all have that cell; its width is the widest cell plus two. The last cell of a line is never
padded. Text is written in pieces, and every piece is indented by its own level, also in the middle of a line: that is why
nested blocks show the gaps they show.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go (PrefixWriter), Go's text/tabwriter.
"""

from collections.abc import Sequence

PADDING = 2


class Writer:
    """Collects pieces; `text` gives them with columns aligned, `raw` with the tabs still in."""

    def __init__(self, pieces: list[str] | None = None, indent: int = 0) -> None:
        self._pieces: list[str] = [] if pieces is None else pieces
        self._indent = indent

    def nested(self, levels: int) -> "Writer":
        """A writer into the same text, further in."""
        return Writer(self._pieces, self._indent + levels)

    def write(self, text: str, level: int = 0) -> None:
        """A piece of text, which need not be a whole line."""
        self._pieces.append("  " * (self._indent + level) + _visible(text))

    def end(self, text: str = "") -> None:
        """The rest of a line."""
        self.write(text + "\n")

    def line(self, *cells: object, level: int = 0) -> None:
        """A line of cells."""
        self.write("\t".join(map(str, cells)) + "\n", level)

    def field(self, label: str, value: object, level: int = 0) -> None:
        """`Label:  value`."""
        self.write(f"{label}:\t{value}\n", level)

    def raw(self) -> str:
        return "".join(self._pieces)

    def text(self) -> str:
        return aligned(self.raw())


def _visible(text: str) -> str:
    """Control characters that could steer a terminal are spelled out."""
    if "\x1b" not in text and "\r" not in text:
        return text
    return text.replace("\x1b", "^[").replace("\r", "\\r")


def aligned(text: str) -> str:
    """The text with its cells in columns."""
    lines = [line.split("\t") for line in text.split("\n")]
    out = [""] * len(lines)
    _align(lines, range(len(lines)), [], out)
    return "\n".join(out)


def _align(lines: Sequence[Sequence[str]], block: range, widths: list[int], out: list[str]) -> None:
    """Align a block of lines whose first len(widths) columns have their width."""
    column = len(widths)
    index = block.start
    while index < block.stop:
        first = index
        while index < block.stop and column < len(lines[index]) - 1:
            index += 1
        if index > first:
            width = max(len(lines[at][column]) for at in range(first, index)) + PADDING
            _align(lines, range(first, index), [*widths, width], out)
            continue
        cells = lines[index]
        out[index] = "".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=False)) + cells[-1]
        index += 1
