"""What goes wrong with a template.

Upstream: Go's text/template ExecError.
"""


class TemplateError(Exception):
    """The error in Go's words; `output` is what the template had printed when it came."""

    output = ""


class CallError(Exception):
    """A function refuses its arguments; the evaluation says where."""
