"""Numbered terms of node affinity and of topologies, an expression on each line.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.cli.describers.parts.writer import Writer


def write_terms(writer: Writer, terms: Sequence[Sequence[Object]], level: int) -> None:
    """`Term 0:  zone in [a, b]`; expressions without an operator mean `in`."""
    for number, expressions in enumerate(terms):
        writer.write(f"Term {number}:\t", level)
        if not expressions:
            writer.end("<none>")
        for index, expression in enumerate(expressions):
            if index:
                writer.write("\t", level)
            writer.write(f"{_format(expression)}\n")


def _format(expression: Object) -> str:
    text = f"{expression['key']} {expression.get('operator', 'In').lower()}"
    values = expression.get("values")
    return f"{text} [{', '.join(values)}]" if values else text
