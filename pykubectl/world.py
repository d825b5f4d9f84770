"""The only clock, the only dice, the only maker of uids: nothing else may ask the machine for time or chance.

Time stands still between two calls of `tick`: within a request or a reconcile everyone sees the same instant.
`advance` runs the clock ahead of the machine's; the difference is kept by whoever owns the cluster (its store),
so that the cluster clock never goes back. A seed makes names and uids repeat byte for byte.
"""

import time
from datetime import datetime, timedelta, timezone
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

# The alphabet of generated names: no vowels, no look-alikes (apimachinery's util/rand).
SAFE_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"


class World:
    """A clock and dice. `offset` (seconds) is how far the cluster clock is ahead of the machine's."""

    def __init__(self, seed: int | None = None, offset: float = 0.0, frozen_at: datetime | None = None) -> None:
        self._seed = seed
        self._frozen_at = frozen_at
        self.offset = offset
        self.now = frozen_at or datetime.fromtimestamp(0, timezone.utc)
        self.tick()

    @cached_property
    def _random(self) -> "Random":
        """The dice, which reading commands never throw."""
        from random import Random

        return Random(self._seed)

    def tick(self) -> datetime:
        """Let the clock catch up with the machine's; a frozen world stands where `advance` left it."""
        if self._frozen_at is None:
            actual = datetime.fromtimestamp(time.time() + self.offset, timezone.utc)
            self.now = max(self.now, actual)
        return self.now

    def advance_to(self, moment: datetime) -> None:
        """Run the cluster clock ahead to `moment`; a moment past is no move."""
        ahead = (moment - self.now).total_seconds()
        if ahead > 0:
            self.now = moment
            self.offset += ahead

    def uid(self) -> str:
        from uuid import UUID

        return str(UUID(int=self._random.getrandbits(128), version=4))

    def suffix(self, length: int = 5) -> str:
        """The random end of a generated name."""
        return "".join(self._random.choices(SAFE_ALPHABET, k=length))

    def integer(self, low: int, high: int) -> int:
        """A number from low to high, both included."""
        return self._random.randint(low, high)

    def token(self, bits: int) -> int:
        return self._random.getrandbits(bits)


def sleep(delay: timedelta) -> None:
    """Wait in real time: for another process, never for the cluster clock."""
    time.sleep(delay.total_seconds())


def monotonic() -> float:
    """Seconds on a clock that only measures how long something real took."""
    return time.monotonic()
