"""Where pods may run: tolerations, spread constraints, taints.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import column
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.machinery.selectors import format_label_selector


def write_tolerations(writer: Writer, title: str, tolerations: Sequence[Object] | None) -> None:
    ordered = sorted(tolerations or (), key=lambda toleration: toleration.get("key", ""))
    column(writer, title, [_toleration(toleration) for toleration in ordered])


def _toleration(toleration: Object) -> str:
    text: str = toleration.get("key", "")
    value, effect = toleration.get("value"), toleration.get("effect")
    if value:
        text += f"={value}"
    if effect:
        text += f":{effect}"
    if toleration.get("operator") == "Exists" and not value:
        text += " op=Exists" if text else "op=Exists"
    if toleration.get("tolerationSeconds") is not None:
        text += f" for {toleration['tolerationSeconds']}s"
    return text


def write_taints(writer: Writer, title: str, taints: Sequence[Object] | None) -> None:
    ordered = sorted(taints or (), key=lambda taint: f"{taint.get('effect', '')},{taint['key']}")
    column(writer, title, [_taint(taint) for taint in ordered])


def _taint(taint: Object) -> str:
    key, value, effect = taint["key"], taint.get("value"), taint.get("effect")
    if not effect:
        return f"{key}={value}:" if value else key
    return f"{key}={value}:{effect}" if value else f"{key}:{effect}"


def write_spread_constraints(writer: Writer, constraints: Sequence[Object] | None, space: str = "") -> None:
    if not constraints:
        return
    ordered = sorted(constraints, key=lambda constraint: str(constraint["topologyKey"]))
    column(writer, "Topology Spread Constraints", [_spread_constraint(constraint) for constraint in ordered], space)


def _spread_constraint(constraint: Object) -> str:
    text = f"{constraint['topologyKey']}:{constraint['whenUnsatisfiable']} when max skew {constraint['maxSkew']} is exceeded"
    if constraint.get("labelSelector") is not None:
        text += f" for selector {format_label_selector(constraint['labelSelector'])}"
    return text


def write_scheduling_group(writer: Writer, group: Object | None, space: str = "") -> None:
    if group is not None:
        writer.line(f"{space}SchedulingGroup:")
        writer.field("PodGroupName", group.get("podGroupName", ""), 1)
