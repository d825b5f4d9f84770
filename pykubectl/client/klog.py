"""The log that -v and --vmodule ask for, in the form of kubectl's logging library.

A line is `I0102 03:04:05.000006    1234 loader.go:408] text`: severity and day, time, process, the place in kubectl that says
so, and the text; structured ones are `"Message" key="value"`, where a value of several lines is a block of its own. Whether a
line is printed depends on its level and the file it comes from: -v is for all files, --vmodule names some by pattern.

Upstream: k8s.io/klog/v2.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from fnmatch import fnmatchcase

from pykubectl.machinery.go_template.formatting import quote
from pykubectl.world import World

# What client-go says of itself when a client is made.
_FEATURES = {
    "AtomicFIFO": True,
    "ClientsAllowCARotation": True,
    "ClientsAllowCBOR": False,
    "ClientsAllowTLSCacheGC": True,
    "ClientsPreferCBOR": False,
    "InOrderInformers": True,
    "InOrderInformersBatchProcess": True,
    "InformerResourceVersion": True,
    "UnlockWhileProcessingFIFO": True,
    "WatchListClient": True,
}
_MODULE = re.compile(r"([^=]+)=([+-]?\d+)")


def parse_modules(text: str) -> list[tuple[str, int]]:
    """--vmodule's patterns with their levels. Raises ValueError with klog's words."""
    found = []
    for part in text.split(","):
        if not part:
            continue
        match = _MODULE.fullmatch(part)
        if match is None:
            raise ValueError("syntax error: expect comma-separated list of filename=N")
        level = int(match[2])
        if level < 0:
            raise ValueError("negative value for vmodule level")
        if level:
            found.append((match[1], level))
    return found


class Log:
    """`write` takes a finished line. Its clock is the machine's: a cluster's may be ahead."""

    def __init__(
        self, write: Callable[[str], None], verbosity: int = 0, modules: Sequence[tuple[str, int]] = ()
    ) -> None:
        self._write = write
        self._modules = modules
        self.verbosity = verbosity
        self.world = World()

    def shows(self, level: int, source: str) -> bool:
        """Whether a line of that level from that place (`loader.go:408`) is wanted."""
        if self.verbosity >= level:
            return True
        file = source.partition(".")[0]
        return next((limit for pattern, limit in self._modules if fnmatchcase(file, pattern)), 0) >= level

    def line(self, source: str, text: str, severity: str = "I") -> None:
        """A line, whatever its level."""
        moment: datetime = self.world.tick().astimezone()
        self._write(f"{severity}{moment:%m%d %H:%M:%S.%f} {os.getpid():7d} {source}] {text}")

    def structured(self, source: str, message: str, fields: Mapping[str, object]) -> None:
        """`"Message" key="value" number=1`."""
        self.line(source, " ".join([quote(message), *(f"{key}={_value(value)}" for key, value in fields.items())]))

    def config_loaded(self, paths: Sequence[str]) -> None:
        if self.shows(6, "loader.go"):
            for path in paths:
                self.line("loader.go:408", f"Config loaded from file:  {path}")

    def client_made(self) -> None:
        if self.shows(1, "envvar.go"):
            for name, enabled in _FEATURES.items():
                self.structured("envvar.go:195", "Feature gate default state", {"feature": name, "enabled": enabled})


class Block(str):
    """A value that is shown on lines of its own, though it may be one line."""


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    if not isinstance(value, Block) and "\n" not in value:
        return quote(value)
    lines = value.removesuffix("\n").split("\n")
    return "<\n" + "".join(f"\t{line}\n" for line in lines) + " >"
