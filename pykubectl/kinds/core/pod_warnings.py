"""What the API warns of in pods and pod templates: deprecated, doubtful, but not forbidden.

An update warns only of what is new.

Upstream: pkg/api/pod/warnings.go.
"""

from collections.abc import Callable

from pykubectl import Object
from pykubectl.kinds import rules
from pykubectl.machinery import quantity

_LABELS = {
    "beta.kubernetes.io/arch": 'deprecated since v1.14; use "kubernetes.io/arch" instead',
    "beta.kubernetes.io/os": 'deprecated since v1.14; use "kubernetes.io/os" instead',
    "failure-domain.beta.kubernetes.io/region": 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
    "failure-domain.beta.kubernetes.io/zone": 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
    "beta.kubernetes.io/instance-type": 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
}
_CRITICAL = "scheduler.alpha.kubernetes.io/critical-pod"
_SECCOMP = "seccomp.security.alpha.kubernetes.io/pod"
_VOLUMES = {
    "gitRepo": "deprecated in v1.11, and disabled by default in v1.33+",
    "photonPersistentDisk": "deprecated in v1.11, non-functional in v1.16+",
    "scaleIO": "deprecated in v1.16, non-functional in v1.22+",
    "storageos": "deprecated in v1.22, non-functional in v1.25+",
    "glusterfs": "deprecated in v1.25, non-functional in v1.26+",
    "rbd": "deprecated in v1.28, non-functional in v1.31+",
    "cephfs": "deprecated in v1.28, non-functional in v1.31+",
}
_FRACTION = "fractional byte value {} is invalid, must be an integer"
_BYTES = ("memory", "ephemeral-storage", "storage")


def pod_warnings(new: Object, old: Object | None) -> list[str]:
    """Of a pod itself."""
    found = []
    wrong = rules.dns_label(new["metadata"].get("name", ""))
    if old is None and wrong:
        found.append(
            "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior;"
            f" a DNS label is recommended: [{' '.join(wrong)}]"
        )
    before = _warnings("", old["metadata"], old["spec"]) if old else []
    return found + [text for text in _warnings("", new["metadata"], new["spec"]) if text not in before]


def template_warnings(path: str, names_pods: bool = False) -> Callable[[Object, Object | None], list[str]]:
    """`warnings` of a workload whose pod template is at `path`, given as its field names with dots."""

    def warnings(new: Object, old: Object | None) -> list[str]:
        found = []
        wrong = rules.dns_label(new["metadata"].get("name", ""))
        if names_pods and old is None and wrong:
            found.append(
                "metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior;"
                f" a DNS label is recommended: [{' '.join(wrong)}]"
            )
        before = _of_template(path, old) if old else []
        return found + [text for text in _of_template(path, new) if text not in before]

    return warnings


def _of_template(path: str, obj: Object) -> list[str]:
    template = obj
    for name in path.split("."):
        template = template.get(name) or {}
    return _warnings(f"{path}.", template.get("metadata") or {}, template.get("spec") or {})


def _warnings(path: str, metadata: Object, spec: Object) -> list[str]:
    annotations = metadata.get("annotations") or {}
    found = [
        f"{path}spec.nodeSelector[{key}]: {_LABELS[key]}" for key in spec.get("nodeSelector") or () if key in _LABELS
    ]
    if _CRITICAL in annotations:
        text = 'non-functional in v1.16+; use the "priorityClassName" field instead'
        found.append(f"{path}metadata.annotations[{_CRITICAL}]: {text}")
    for index, volume in enumerate(spec.get("volumes") or ()):
        found += [f"{path}spec.volumes[{index}].{name}: {_VOLUMES[name]}" for name in volume if name in _VOLUMES]
    found += _duplicates(f"{path}spec.hostAliases", spec.get("hostAliases") or [], "ip")
    found += _pull_secrets(f"{path}spec.imagePullSecrets", spec.get("imagePullSecrets") or [])
    for index, volume in enumerate(spec.get("volumes") or ()):
        limit = (volume.get("emptyDir") or {}).get("sizeLimit")
        if limit is not None and _is_fractional(limit):
            found.append(f"{path}spec.volumes[{index}].emptyDir.sizeLimit: {_fraction(limit)}")
    if _SECCOMP in annotations:
        text = 'non-functional in v1.27+; use the "seccompProfile" field instead'
        found.append(f"{path}metadata.annotations[{_SECCOMP}]: {text}")
    for field in ("initContainers", "containers"):
        for index, container in enumerate(spec.get(field) or ()):
            found += _container(f"{path}spec.{field}[{index}]", container)
    return found


def _duplicates(path: str, items: list[Object], field: str) -> list[str]:
    found, seen = [], set()
    for index, item in enumerate(items):
        value = item.get(field) or ""
        if value in seen:
            found.append(f'{path}[{index}].{field}: duplicate {field} "{value}"')
        seen.add(value)
    return found


def _pull_secrets(path: str, secrets: list[Object]) -> list[str]:
    found = _duplicates(path, secrets, "name")
    empty = [index for index, secret in enumerate(secrets) if not secret.get("name")]
    return found + [f'{path}[{index}].name: invalid empty name ""' for index in empty]


def _is_fractional(amount: str) -> bool:
    return bool(quantity.milli_value(amount) % 1000)


def _fraction(amount: str) -> str:
    return _FRACTION.format(f'"{quantity.canonical(amount)}"')


def fractional_warnings(path: str, resources: Object) -> list[str]:
    """Half a byte is nothing anybody can have."""
    return [
        f"{path}.{kind}[{name}]: {_fraction(amount)}"
        for kind in ("limits", "requests")
        for name, amount in sorted((resources.get(kind) or {}).items())
        if name in _BYTES and _is_fractional(amount)
    ]


def _container(path: str, container: Object) -> list[str]:
    found = fractional_warnings(f"{path}.resources", container.get("resources") or {})
    seen: set[str] = set()
    for index, variable in enumerate(container.get("env") or ()):
        name = variable.get("name") or ""
        # A later definition that uses the earlier one is meant.
        if name in seen and f"$({name})" not in (variable.get("value") or ""):
            text = f'hides previous definition of "{name}", which may be dropped when using apply'
            found.append(f"{path}.env[{index}]: {text}")
        seen.add(name)
    first: dict[tuple[object, ...], int] = {}
    for index, port in enumerate(container.get("ports") or ()):
        key = tuple(port.get(field) for field in ("protocol", "containerPort", "hostPort", "hostIP"))
        if key in first:
            text = f"duplicate port definition with {path}.ports[{first[key]}]"
            found.append(f"{path}.ports[{index}]: {text}")
        first.setdefault(key, index)
    return found
