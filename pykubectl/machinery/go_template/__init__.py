"""Go's text/template, as `kubectl -o go-template` uses it.

`parse(text)` gives a Template, `render(obj)` its text. A text is cut into tokens (lexer), these become a tree
(parser, nodes), and the tree is walked over JSON values (evaluate), with the functions templates may call (functions)
and Go's fmt (formatting). Errors are a TemplateError in Go's words, with what had been printed before in `output`.

Upstream: Go's text/template; staging/src/k8s.io/cli-runtime/pkg/printers/template.go.
"""

from typing import Any

from pykubectl.machinery.go_template.evaluate import Evaluation
from pykubectl.machinery.go_template.failure import TemplateError
from pykubectl.machinery.go_template.nodes import Body
from pykubectl.machinery.go_template.parser import NAME, parse_templates

__all__ = ["Template", "TemplateError", "parse"]


class Template:
    """A parsed template, with those it defines inside."""

    def __init__(self, bodies: dict[str, Body], text: str) -> None:
        self._bodies = bodies
        self._text = text

    def render(self, obj: Any, allow_missing: bool = True) -> str:
        evaluation = Evaluation(self._bodies, self._text, allow_missing)
        try:
            evaluation.execute(NAME, obj)
        except TemplateError as error:
            error.output = evaluation.output()
            raise
        return evaluation.output()


def parse(text: str) -> Template:
    return Template(parse_templates(text), text)
