"""What a terminal shows while a command takes long: one line on stderr, gone before anything else is printed."""

import threading
from types import TracebackType
from typing import TextIO

# Nobody is told of what is over by then.
DELAY_SECONDS = 0.7
STEP_SECONDS = 0.15
_FRAMES = "|/-\\"
_ERASE = "\r\x1b[K"


class Progress:
    """`with Progress(stderr, "waiting for pod/web"):`; `clear` makes room for a line of output in between."""

    def __init__(self, stream: TextIO, text: str) -> None:
        self._stream = stream
        self._text = text
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._is_shown = False
        self._thread = threading.Thread(target=self._show, daemon=True)

    def __enter__(self) -> "Progress":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()
        self.clear()

    def clear(self) -> None:
        with self._lock:
            if self._is_shown:
                self._write(_ERASE)
                self._is_shown = False

    def _show(self) -> None:
        step = 0
        pause = DELAY_SECONDS
        while not self._done.wait(pause):
            with self._lock:
                # The cursor waits at the start of the line, where a shell goes on if the command is killed.
                self._write(f"{_ERASE}{_FRAMES[step % len(_FRAMES)]} {self._text}\r")
                self._is_shown = True
            step, pause = step + 1, STEP_SECONDS

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
