"""The small formats that many tables share: ages of any timestamp, labels, container names, lists cut after three.

Upstream: pkg/printers/internalversion/printers.go, apimachinery/pkg/labels (FormatLabels).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.machinery.timestamps import human_duration, parse_time

_BETA_STORAGE_CLASS = "volume.beta.kubernetes.io/storage-class"
_ACCESS_MODES = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}


def since(timestamp: str | None, now: datetime) -> str:
    """How long ago that was."""
    return human_duration(now - parse_time(timestamp)) if timestamp else "<unknown>"


def labels(values: dict[str, str] | None) -> str:
    return ",".join(f"{key}={value}" for key, value in sorted((values or {}).items())) or "<none>"


def containers(template: Object) -> list[str]:
    """The two cells Containers and Images of a pod template."""
    found: Sequence[Object] = (template.get("spec") or {}).get("containers") or ()
    return [
        ",".join(container.get("name", "") for container in found),
        ",".join(container.get("image", "") for container in found),
    ]


def access_modes(modes: Iterable[str] | None) -> str:
    present = set(modes or ())
    return ",".join(short for mode, short in _ACCESS_MODES.items() if mode in present)


def storage_class(obj: Object) -> str:
    """Of a volume or claim; the annotation of old times wins."""
    annotations = obj["metadata"].get("annotations") or {}
    return str(annotations.get(_BETA_STORAGE_CLASS) or obj["spec"].get("storageClassName") or "")


def joined_with_more(texts: Sequence[str], shown_max: int = 3) -> str:
    """`a,b,c + 2 more...`, or `<unset>` for nothing."""
    joined = ",".join(texts[:shown_max])
    if len(texts) > shown_max:
        return f"{joined} + {len(texts) - shown_max} more..."
    return joined or "<unset>"


def load_balancer(status: Object | None) -> str:
    """The addresses a load balancer got, sorted."""
    ingress = ((status or {}).get("loadBalancer") or {}).get("ingress") or ()
    return ",".join(sorted({text for text in (item.get("ip") or item.get("hostname") for item in ingress) if text}))


def flag(value: bool | None) -> str:
    return "<unset>" if value is None else str(value)


def subjects(binding: Object) -> list[str]:
    """The three cells Users, Groups and ServiceAccounts of a role binding."""
    found: dict[str, list[str]] = {"User": [], "Group": [], "ServiceAccount": []}
    for subject in binding.get("subjects") or ():
        name = subject.get("name", "")
        if subject.get("kind") == "ServiceAccount":
            name = f"{subject.get('namespace', '')}/{name}"
        if subject.get("kind") in found:
            found[subject["kind"]].append(name)
    return [", ".join(names) for names in found.values()]


def is_true(conditions: Iterable[Object] | None, condition_type: str) -> bool:
    return condition_status(conditions, condition_type) == "True"


def condition_status(conditions: Iterable[Object] | None, condition_type: str) -> str | None:
    for condition in conditions or ():
        if condition.get("type") == condition_type:
            status: Any = condition.get("status")
            return str(status)
    return None


def param_kind(policy: Object) -> str:
    """An admission policy's parameters' kind."""
    kind = policy["spec"].get("paramKind")
    return f"{kind.get('apiVersion', '')}/{kind.get('kind', '')}" if kind else "<unset>"
