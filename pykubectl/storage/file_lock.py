"""A lock between processes: an flock on a file of its own, gone with the process however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def locked(path: str, *, wait: bool) -> Iterator[bool]:
    """Holds the lock of `path`; yields whether it was had, which only `wait=False` can deny."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _acquire(handle, wait)
    finally:
        os.close(handle)


def _acquire(handle: int, wait: bool) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True
