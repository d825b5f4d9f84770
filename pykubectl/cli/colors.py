"""Colours by state in tables, for eyes at a terminal: green is well, yellow on its way, red amiss, grey over.

A painted cell measures as its plain text, so that columns stay where they are; the last cell of a line is left plain.
Whether there are colours at all, the session says.
"""

import re
from typing import SupportsIndex

# Columns that tell a state; those of custom resources count as well.
_COLUMNS = frozenset({"STATUS", "READY", "PHASE", "STATE", "CONDITION", "TYPE", "AVAILABLE", "HEALTH", "SYNCED"})
_GREEN, _YELLOW, _RED, _GREY = "32", "33", "31", "90"
_WORDS = {
    word: code
    for code, words in {
        _GREEN: "Running Ready Active Bound Available Complete True Approved Issued Healthy",
        _YELLOW: "Pending ContainerCreating PodInitializing Terminating Released Unknown ContainerStatusUnknown"
        " SchedulingDisabled SchedulingGated Warning Progressing Suspended",
        _RED: "NotReady Failed Evicted Lost OOMKilled Denied False Degraded",
        _GREY: "Completed Succeeded",
    }.items()
    for word in words.split()
}
_SEVERITY = (_RED, _YELLOW, _GREEN, _GREY)
_COUNTS = re.compile(r"(\d+)/(\d+)")


class Painted(str):
    """Text with a colour, which shows when it is padded."""

    code = ""

    def ljust(self, width: SupportsIndex, fillchar: str = " ", /) -> str:
        return f"\x1b[{self.code}m{self}\x1b[0m" + fillchar * (width.__index__() - len(self))


def paint(column: str, cell: str) -> str:
    """The cell of a column, in the colour of what it says."""
    code = _color(cell) if column in _COLUMNS else ""
    if not code:
        return cell
    painted = Painted(cell)
    painted.code = code
    return painted


def _color(cell: str) -> str:
    counts = _COUNTS.fullmatch(cell)
    if counts is not None:
        return _GREEN if counts[1] == counts[2] else _YELLOW
    found = {_word(word) for word in cell.split(",")}
    return next((code for code in _SEVERITY if code in found), "")


def _word(word: str) -> str:
    name = word.rpartition(":")[2]
    if name.endswith(("Error", "BackOff", "ImagePull", "Invalid", "CannotRun")) or word.startswith("Err"):
        return _RED
    return _WORDS.get(name, _YELLOW if word.startswith(("Init:", "PodInit")) else "")
