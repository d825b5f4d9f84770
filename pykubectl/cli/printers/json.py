"""`-o json`: keys sorted, four spaces, `<`, `>` and `&` escaped as Go does.

Upstream: staging/src/k8s.io/cli-runtime/pkg/printers/json.go.
"""

from pykubectl.cli.printers import Options, Printer, without_managed_fields
from pykubectl.machinery.json_codec import dumps


def printer(argument: str, options: Options) -> Printer:
    if options.show_managed_fields:
        return lambda obj: dumps(obj) + "\n"
    return lambda obj: dumps(without_managed_fields(obj)) + "\n"
