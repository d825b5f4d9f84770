"""What the API warns of in pods and pod templates: deprecated, doubtful, but not forbidden.

A pod is warned of when it is made, a template also whenever its workload's generation rises.

Upstream: pkg/api/pod/warnings.go.
"""

from collections.abc import Callable, Iterator

from pykubectl import Object
from pykubectl.kinds import rules
from pykubectl.kinds.core.fraction_warnings import fraction, fractions, is_fractional
from pykubectl.kinds.core.node_label_warnings import label_warning, selector_warnings, term_warnings, terms_warnings
from pykubectl.kinds.core.volume_warnings import volume_warnings
from pykubectl.kinds.core.windows_validation import visit_containers

_ANNOTATIONS = {
    "scheduler.alpha.kubernetes.io/critical-pod": 'non-functional in v1.16+; use the "priorityClassName" field instead',
    "security.alpha.kubernetes.io/sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
    "security.alpha.kubernetes.io/unsafe-sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
}
_SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod"
_SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/"
_SECCOMP_TEXT = 'non-functional in v1.27+; use the "seccompProfile" field instead'
_APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/"
_APP_ARMOR_TEXT = 'deprecated since v1.30; use the "appArmorProfile" field instead'
_NO_SELECTOR = "a null labelSelector results in matching no pod"
_BYTES = ("memory", "ephemeral-storage")
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"

Warnings = Callable[[Object, Object | None], list[str]]


def pod_warnings(new: Object, old: Object | None) -> list[str]:
    """Of a pod itself."""
    if old is not None:
        return []
    wrong = rules.dns_label(new["metadata"].get("name", ""))
    found = _warnings("", new["metadata"], new["spec"])
    if not wrong:
        return found
    text = "this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended"
    return [f"metadata.name: {text}: [{' '.join(wrong)}]", *found]


def template_warnings(path: str, names_pods: bool = False, more: Warnings | None = None) -> Warnings:
    """`warnings` of a workload whose pod template is at `path`, given as its field names with dots, and `more` of its own."""

    def warnings(new: Object, old: Object | None) -> list[str]:
        if old is not None and new["metadata"].get("generation") == old["metadata"].get("generation"):
            return []
        found = _name_warnings(new) if names_pods and old is None else []
        found += _of_template(path, new)
        return found + more(new, old) if more else found

    return warnings


def _name_warnings(obj: Object) -> list[str]:
    wrong = rules.dns_label(obj["metadata"].get("name", ""))
    if not wrong:
        return []
    text = (
        "this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended"
    )
    return [f"metadata.name: {text}: [{' '.join(wrong)}]"]


def _of_template(path: str, obj: Object) -> list[str]:
    template = obj
    for name in path.split("."):
        template = template.get(name) or {}
    return _warnings(f"{path}.", template.get("metadata") or {}, template.get("spec") or {})


def _warnings(path: str, metadata: Object, spec: Object) -> list[str]:
    annotations, here = metadata.get("annotations") or {}, f"{path}spec"
    found = selector_warnings(f"{here}.nodeSelector", spec.get("nodeSelector")) if spec.get("nodeSelector") else []
    if node := (spec.get("affinity") or {}).get("nodeAffinity"):
        found += _node_affinity(f"{here}.affinity.nodeAffinity", node)
    for index, constraint in enumerate(spec.get("topologySpreadConstraints") or ()):
        found += _spread(f"{here}.topologySpreadConstraints[{index}]", constraint)
    if annotations:
        found += [
            f"{path}metadata.annotations[{key}]: {_ANNOTATIONS[key]}" for key in _ANNOTATIONS if key in annotations
        ]
    if volumes := spec.get("volumes"):
        found += volume_warnings(f"{here}.volumes", volumes)
    found += _duplicates(f"{here}.hostAliases", spec.get("hostAliases") or [], "ip")
    found += _pull_secrets(f"{here}.imagePullSecrets", spec.get("imagePullSecrets") or [])
    if overhead := spec.get("overhead"):
        found += fractions(f"{here}.overhead", overhead, _BYTES)
    if annotations:
        found += _profiles(path, annotations, spec)
    found += _containers(here, spec)
    if (spec.get("terminationGracePeriodSeconds") or 0) < 0:
        text = "must be >= 0; negative values are invalid and will be treated as 1"
        found.append(f"{here}.terminationGracePeriodSeconds: {text}")
    return [*found, *_pod_affinities(f"{here}.affinity", spec.get("affinity") or {})]


def _node_affinity(path: str, affinity: Object) -> list[str]:
    terms = (affinity.get(_REQUIRED) or {}).get("nodeSelectorTerms") or []
    found = terms_warnings(f"{path}.{_REQUIRED}.nodeSelectorTerms", terms)
    for index, item in enumerate(affinity.get(_PREFERRED) or ()):
        here = f"{path}.{_PREFERRED}[{index}].preference"
        found += term_warnings(here, item.get("preference") or {}, values_too=True)
    return found


def _spread(path: str, constraint: Object) -> list[str]:
    key, found = constraint.get("topologyKey") or "", []
    if text := label_warning(key):
        found.append(f"{path}.topologyKey: {key} is {text}")
    if constraint.get("labelSelector") is None:
        found.append(f"{path}.labelSelector: {_NO_SELECTOR}")
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


def _profiles(path: str, annotations: dict[str, str], spec: Object) -> list[str]:
    """Annotations of profiles without the field that took their place."""
    context = spec.get("securityContext") or {}
    found, where = [], f"{path}metadata.annotations"
    if _SECCOMP_POD in annotations and context.get("seccompProfile") is None:
        found.append(f"{where}[{_SECCOMP_POD}]: {_SECCOMP_TEXT}")
    for _, container in visit_containers("", spec):
        own, name = container.get("securityContext") or {}, container.get("name") or ""
        if own.get("seccompProfile") is None and _SECCOMP_CONTAINER + name in annotations:
            found.append(f"{where}[{_SECCOMP_CONTAINER}{name}]: {_SECCOMP_TEXT}")
        has_profile = context.get("appArmorProfile") is not None or own.get("appArmorProfile") is not None
        if not has_profile and _APP_ARMOR + name in annotations:
            found.append(f"{where}[{_APP_ARMOR}{name}]: {_APP_ARMOR_TEXT}")
    return found


def _containers(path: str, spec: Object) -> list[str]:
    found: list[str] = []
    with_ports = []
    for where, container in visit_containers(path, spec):
        found += _container(where, container)
        if container.get("ports"):
            with_ports.append((where, container["ports"]))
    return found + _ports(with_ports)


def _container(path: str, container: Object) -> list[str]:
    found: list[str] = []
    if resources := container.get("resources"):
        for name in _BYTES:
            for kind in ("limits", "requests"):
                amount = (resources.get(kind) or {}).get(name)
                if amount is not None and is_fractional(amount):
                    found.append(f"{path}.resources.{kind}[{name}]: {fraction(amount)}")
    seen: set[str] = set()
    for index, variable in enumerate(container.get("env") or ()):
        name, value = variable.get("name") or "", variable.get("value") or ""
        reference = f"$({name})"
        # A later definition that builds on the earlier one is meant.
        if name in seen and (variable.get("valueFrom") is not None or value == reference or reference not in value):
            text = f'hides previous definition of "{name}", which may be dropped when using apply'
            found.append(f"{path}.env[{index}]: {text}")
        seen.add(name)
    return found


def _ports(containers: list[tuple[str, list[Object]]]) -> list[str]:
    """Ports are compared across all containers of a pod."""
    found: list[str] = []
    known: dict[tuple[object, object], list[tuple[str, str, int]]] = {}
    for where, ports in containers:
        for index, port in enumerate(ports):
            here, address, number = f"{where}.ports[{index}]", port.get("hostIP") or "", port.get("hostPort") or 0
            if address and not number:
                found.append(f"{here}: hostIP set without hostPort: {_go_port(port)}")
            others = known.setdefault((port.get("containerPort"), port.get("protocol")), [])
            for other, other_address, other_number in others:
                clash = _clash((address, number), (other_address, other_number))
                found += [f"{here}: {clash} port definition with {other}"] if clash else []
            others.append((here, address, number))
    return found


def _clash(one: tuple[str, int], other: tuple[str, int]) -> str:
    if one == other:
        return "duplicate"
    if not one[1] or not other[1]:
        return "overlapping"
    return "dangerously ambiguous" if one[1] == other[1] and bool(one[0]) != bool(other[0]) else ""


def _go_port(port: Object) -> str:
    values = (
        port.get("name") or "",
        port.get("hostPort") or 0,
        port.get("containerPort") or 0,
        port.get("protocol") or "",
    )
    return "{{Name:{} HostPort:{} ContainerPort:{} Protocol:{} HostIP:{}}}".format(*values, port.get("hostIP") or "")


def _pod_affinities(path: str, affinity: Object) -> Iterator[str]:
    for field in ("podAffinity", "podAntiAffinity"):
        terms = affinity.get(field) or {}
        for index, term in enumerate(terms.get(_REQUIRED) or ()):
            if term.get("labelSelector") is None:
                yield f"{path}.{field}.{_REQUIRED}[{index}].labelSelector: {_NO_SELECTOR}"
        for index, item in enumerate(terms.get(_PREFERRED) or ()):
            if (item.get("podAffinityTerm") or {}).get("labelSelector") is None:
                yield f"{path}.{field}.{_PREFERRED}[{index}].podAffinityTerm.labelSelector: {_NO_SELECTOR}"
