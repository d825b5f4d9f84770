"""What validation of one value found: field errors, and how many checks were passed on the way.

anyOf and oneOf report the failures of the alternative that came closest, which is the one with most checks passed. Two errors
of the same text are one. The text is go-openapi's, the FieldError what Kubernetes makes of it.

Upstream: k8s.io/kube-openapi/pkg/validation/{errors,validate/result.go}, apiextensions-apiserver/pkg/apiserver/validation.
"""

from collections.abc import Iterable
from typing import Any

from pykubectl.errors import FieldError, invalid, not_supported, required, too_long, too_many, type_invalid
from pykubectl.machinery.json_codec import compact
from pykubectl.machinery.scalars import go_float


class Findings:
    """`prefix` is the path of the value that validation began with, when it is not the whole object."""

    __slots__ = ("errors", "matches", "prefix")

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.errors: dict[str, FieldError] = {}
        self.matches = 0

    def merge(self, other: "Findings") -> None:
        for text, error in other.errors.items():
            self.errors.setdefault(text, error)
        self.matches += other.matches

    def field(self, path: str) -> str:
        """The field that a path within the value names; `<nil>` is what Go prints for the whole object."""
        name = path.removeprefix(".")
        if not name:
            return self.prefix or "<nil>"
        return f"{self.prefix}.{name}" if self.prefix else name

    def add(self, text: str, error: FieldError) -> None:
        self.errors.setdefault(text, error)

    def wrong_type(self, path: str, wanted: str, found: str) -> None:
        text = f"{path} in body must be of type {wanted}: {compact(found, escape_html=False)}"
        self.add(text, type_invalid(self.field(path), found, text))

    def missing(self, path: str) -> None:
        self.add(f"{path} in body is required", required(self.field(path)))

    def not_one_of(self, path: str, value: Any, values: Iterable[Any]) -> None:
        shown = [item if isinstance(item, str) else compact(item) for item in values]
        supported = ", ".join(compact(item, escape_html=False) for item in shown)
        error = not_supported(self.field(path), value, ())._replace(detail=f"supported values: {supported}")
        self.add(f"{path} in body should be one of {shown}", error)

    def long(self, path: str, maximum: int) -> None:
        self.add(f"{path} in body should be at most {maximum} chars long", too_long(self.field(path), maximum))

    def many(self, path: str, count: int, maximum: int, what: str) -> None:
        self.add(f"{path} in body should have at most {maximum} {what}", too_many(self.field(path), count, maximum))

    def violated(self, path: str, value: Any, what: str) -> None:
        """`spec.keep in body should be less than or equal to 10`."""
        text = f"{path} in body {what}"
        self.add(text, invalid(self.field(path), value, text))

    def forbid(self, path: str, name: str, text: str) -> None:
        """A property that the schema's `additionalProperties: false` excludes."""
        self.add(text, invalid(self.field(path), name, text))

    def general(self, text: str) -> None:
        """An error of no field: go-openapi's sentence about alternatives and ranges."""
        self.add(text, invalid(self.prefix or "<nil>", "", text))


def number_text(value: float) -> str:
    return go_float(value) if isinstance(value, float) else str(value)
