"""`-o yaml`: documents, separated by `---`.

Upstream: staging/src/k8s.io/cli-runtime/pkg/printers/yaml.go.
"""

from pykubectl import Object
from pykubectl.cli.printers import Options, Printer, without_managed_fields


def printer(argument: str, options: Options) -> Printer:
    from pykubectl.machinery.yaml_codec import dump

    printed = 0

    def show(obj: Object) -> str:
        nonlocal printed
        printed += 1
        text = dump(obj if options.show_managed_fields else without_managed_fields(obj))
        return text if printed == 1 else f"---\n{text}"

    return show
