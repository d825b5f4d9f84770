"""Quantities of the command line, in the canonical form in which they are sent.

Upstream: apimachinery/pkg/api/resource.
"""

from pykubectl.cli.errors import Failure
from pykubectl.machinery import quantity


def canonical(text: str) -> str:
    """`1000m` is `1`. Raises Failure with apimachinery's words."""
    try:
        return quantity.canonical(text)
    except ValueError as error:
        raise Failure(str(error)) from None
