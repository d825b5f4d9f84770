"""Columns of text, aligned as Go's text/tabwriter aligns them with kubectl's settings.

A line is a list of cells; every cell but the last is padded. A column is a run of lines that all have that cell: its width is
the widest cell plus three, six at least. In a watch widths are remembered, so that columns only ever grow.

Upstream: github.com/liggitt/tabwriter, cli-runtime/pkg/printers/tabwriter.go.
"""

from collections.abc import Sequence

WIDTH_MIN = 6
PADDING = 3


class TabWriter:
    """Collects lines; `flush` aligns what was collected. Widths are remembered until `forget`."""

    def __init__(self, width_min: int = WIDTH_MIN, padding: int = PADDING) -> None:
        self._lines: list[Sequence[str]] = []
        self._widths: list[int] = []
        self._width_min = width_min
        self._padding = padding

    def row(self, cells: Sequence[str]) -> None:
        self._lines.append(cells)

    def text(self, text: str) -> None:
        """Lines as Go code writes them, cells between tabs."""
        self._lines.extend(line.split("\t") for line in text.removesuffix("\n").split("\n"))

    def forget(self) -> None:
        self._widths = []

    def flush(self) -> str:
        lines, self._lines = self._lines, []
        if not lines:
            return ""
        count = len(lines[0])
        out = self._uniform(lines, count) if all(len(line) == count for line in lines) else self._ragged(lines)
        return "\n".join(out) + "\n"

    def _uniform(self, lines: Sequence[Sequence[str]], count: int) -> list[str]:
        """The common case: every line has the same cells."""
        columns = list(zip(*lines, strict=True))
        padded = []
        for index in range(count - 1):
            width = self._remember(index, max(self._width_min, max(map(len, columns[index])) + self._padding))
            padded.append([cell.ljust(width) for cell in columns[index]])
        if count:
            padded.append(list(columns[-1]))
        return ["".join(cells) for cells in zip(*padded, strict=True)]

    def _remember(self, index: int, width: int) -> int:
        if len(self._widths) <= index:
            self._widths.append(width)
        self._widths[index] = max(width, self._widths[index])
        return self._widths[index]

    def _ragged(self, lines: Sequence[Sequence[str]]) -> list[str]:
        out = [""] * len(lines)
        self._block(lines, 0, len(lines), [], out)
        return out

    def _block(self, lines: Sequence[Sequence[str]], start: int, end: int, widths: list[int], out: list[str]) -> None:
        """Lines from start to end, of which the columns up to len(widths) are settled."""
        column = len(widths)
        index = start
        while index < end:
            if column >= len(lines[index]) - 1:
                out[index] = _padded(lines[index], widths)
                index += 1
                continue
            first, width = index, self._width_min
            while index < end and column < len(lines[index]) - 1:
                width = max(width, len(lines[index][column]) + self._padding)
                index += 1
            self._block(lines, first, index, [*widths, self._remember(column, width)], out)


def _padded(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(
        [*(cell.ljust(width) for cell, width in zip(cells[:-1], widths, strict=False)), cells[-1] if cells else ""]
    )
