"""helmCharts: what is said of charts, which are not inflated here: `helm` would have to be there and to be allowed.

Upstream: sigs.k8s.io/kustomize/api/internal/builtins/HelmChartInflationGenerator.go.
"""

import shutil

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import quote
from pykubectl.cli.kustomization.files import Reading

# How the fields of a chart in the old form are called in the new one.
_OLD_NAMES = {
    "chartName": "name", "chartVersion": "version", "chartRepoUrl": "repo", "values": "valuesFile",
    "valuesLocal": "valuesInline", "releaseNamespace": "namespace",
}  # fmt: skip


def inflate(kustomization: Object, reading: Reading) -> None:
    """Raises Failure when there is a chart to be inflated."""
    from pykubectl.machinery.yaml_emitter import dump

    old = [
        {_OLD_NAMES.get(name, name): value for name, value in chart.items()}
        for chart in kustomization.get("helmChartInflationGenerator") or ()
    ]
    for chart in [*(kustomization.get("helmCharts") or ()), *old]:
        config = {**(kustomization.get("helmGlobals") or {}), **chart}
        if not reading.helm:
            raise Failure(
                "trouble configuring builtin HelmChartInflationGenerator with config:"
                f" `\n{dump(config)}`: must specify --enable-helm"
            )
        problem = "executable file not found in $PATH" if "/" not in reading.helm else "no such file or directory"
        called = (
            f"exec: {quote(reading.helm)}: {problem}"
            if "/" not in reading.helm
            else f"fork/exec {reading.helm}: {problem}"
        )
        if shutil.which(reading.helm) is None:
            raise Failure(f"unable to run: '{reading.helm} version --short' (is '{reading.helm}' installed?): {called}")
        raise Failure("charts are not inflated")
