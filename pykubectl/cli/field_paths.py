"""Paths to fields as --sort-by, custom columns and wait take them: JSONPath with or without braces and leading dot.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/get/customcolumn.go (RelaxedJSONPathExpression).
"""

from typing import Any

from pykubectl.cli.errors import Failure
from pykubectl.machinery.jsonpath import JSONPathError, Template, parse, relaxed


def parse_field_path(expression: str) -> Template:
    """Raises Failure."""
    return parse_path(field_path(expression))


def field_path(expression: str) -> str:
    """The path in full form. Raises Failure."""
    try:
        return relaxed(expression)
    except JSONPathError as error:
        raise Failure(str(error)) from None


def parse_path(path: str) -> Template:
    """Raises Failure."""
    try:
        return parse(path)
    except JSONPathError as error:
        raise Failure(str(error)) from None


def values_at(path: Template, obj: Any) -> list[Any]:
    """All values at the path; none when it leads nowhere. Raises Failure."""
    try:
        return [value for values in path.find(obj) for value in values]
    except JSONPathError as error:
        raise Failure(str(error)) from None
