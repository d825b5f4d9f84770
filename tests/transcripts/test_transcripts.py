"""Transcripts: `$ command` and what it prints, one file per story, each on a bare cluster of its own with a frozen clock.

Generated names, addresses and node ports are masked on both sides; everything else is compared byte for byte. To record a new
story write its commands, run with TRANSCRIPTS=record, and read what came out as a user of kubectl would.
"""

import io
import os
import re
import shlex
from datetime import datetime, timezone
from pathlib import Path

import pytest

from pykubectl.bootstrap import fill
from pykubectl.cli.main import run
from pykubectl.cli.session import Streams
from pykubectl.client.embedded import EmbeddedClient
from pykubectl.storage.memory import MemoryStore
from pykubectl.world import World

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
SAFE = "[bcdfghjklmnpqrstvwxz2456789]"
MASKS = (
    (re.compile(rf"-{SAFE}{{8,10}}(-{SAFE}{{5}})?\b"), "-<generated>"),
    (re.compile(r"\b10\.(96|244)\.\d+\.\d+"), "<address>"),
    (re.compile(r":3[0-2]\d{3}/"), ":<port>/"),
    (re.compile(r" {2,}"), "  "),
)


def masked(text: str) -> str:
    for pattern, replacement in MASKS:
        text = pattern.sub(replacement, text)
    return text


def commands(text: str) -> list[str]:
    return [line[2:] for line in text.splitlines() if line.startswith("$ ")]


def replay(lines: list[str]) -> str:
    """What a terminal shows: the commands, what they print, and the codes of those that fail."""
    store, world = MemoryStore(), World(seed=1, frozen_at=NOW)
    fill(store, world, "bare", 3)
    client = EmbeddedClient("memory:", store=store, world=world)
    shown = []
    for line in lines:
        screen = io.StringIO()
        code = run(shlex.split(line), Streams(io.StringIO(), screen, screen), client)
        client.cluster.settle()
        shown.append(f"$ {line}\n{screen.getvalue()}" + (f"[exit {code}]\n" if code else ""))
    return "".join(shown)


@pytest.mark.parametrize("path", sorted(HERE.glob("*.txt")), ids=lambda path: path.stem)
def test_transcript(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    wanted = path.read_text("utf-8")
    actual = masked(replay(commands(wanted)))
    if os.environ.get("TRANSCRIPTS") == "record":
        path.write_text(actual, "utf-8")
    assert actual == wanted
