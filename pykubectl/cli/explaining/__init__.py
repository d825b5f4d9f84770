"""What explain says of a kind or a field: the documentation of its schema, in the two layouts that kubectl has.

`described` joins schemas and their descriptions, `plaintext` and `plaintext_openapiv2` lay them out.

Upstream: staging/src/k8s.io/kubectl/pkg/explain.
"""

from typing import NamedTuple

from pykubectl.machinery.schema import Schema


class Subject(NamedTuple):
    """What is to be explained: a kind, the path to one of its fields, and how deep to go below; 0 is no limit."""

    group: str
    version: str
    kind: str
    schema: Schema
    path: tuple[str, ...]
    recursive: bool
    max_depth: int

    def descends(self, level: int) -> bool:
        """Whether fields of fields at this level, counted from 1, are listed."""
        return self.recursive and (not self.max_depth or level < self.max_depth)
