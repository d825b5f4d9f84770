"""`-o go-template=...`, template, and their -file forms.

Upstream: staging/src/k8s.io/cli-runtime/pkg/printers/template.go, .../genericclioptions/template_flags.go.
"""

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import quote
from pykubectl.cli.printers import Options, Printer
from pykubectl.cli.sources import read_file
from pykubectl.machinery.go_template import TemplateError, parse
from pykubectl.machinery.go_values import go_print
from pykubectl.machinery.json_codec import compact


def printer(argument: str, options: Options) -> Printer:
    if options.format in ("go-template-file", "templatefile"):
        try:
            argument = read_file(argument)
        except Failure as error:
            raise Failure(f"error reading --template {argument}, {error.message}\n") from None
    try:
        template = parse(argument)
    except TemplateError as error:
        raise Failure(f"error parsing template {argument}, {error}\n") from None

    def show(obj: Object) -> str:
        try:
            text: str = template.render(obj, allow_missing=options.allow_missing_keys)
        except TemplateError as error:
            options.session.write(getattr(error, "output", "") + _explained(argument, obj, error))
            raise Failure(f"error executing template {quote(argument)}: {error}") from None
        return text

    return show


def _explained(template: str, obj: Object, error: TemplateError) -> str:
    return (
        f"Error executing template: {error}. Printing more information for debugging the template:\n"
        f"\ttemplate was:\n\t\t{template}\n\traw data was:\n\t\t{compact(obj)}\n"
        f"\tobject given to template engine was:\n\t\t{go_print(obj)}\n\n"
    )
