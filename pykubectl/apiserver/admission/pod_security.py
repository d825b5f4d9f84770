"""PodSecurity: holds pods to the security level that labels of their namespace name.

`pod-security.kubernetes.io/enforce` refuses pods, `warn` warns of pods and of templates of pods; `<mode>-version` pins the
version whose rules are meant. A namespace that becomes stricter warns of the pods it has.

Upstream: k8s.io/pod-security-admission/admission, .../api.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pykubectl import Object
from pykubectl.apiserver.admission import Attributes
from pykubectl.errors import FieldError, Forbidden, Invalid, invalid

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer
    from pykubectl.kinds.core.pod_security import Violation

LEVELS = ("privileged", "baseline", "restricted")
_PREFIX = "pod-security.kubernetes.io/"
_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
_VERSION = re.compile(r"latest|v1\.(0|[1-9][0-9]*)")


class _Policy(NamedTuple):
    level: str
    version: str

    def __str__(self) -> str:
        return f"{self.level}:{self.version}"


def validate(server: "ApiServer", attributes: Attributes) -> None:
    obj, old = attributes.obj, attributes.old
    assert obj is not None
    if attributes.resource == "namespaces":
        _validate_namespace(server, obj, old)
        return
    is_pod = attributes.resource == "pods"
    if is_pod and old is not None and not _matters(obj, old):
        return
    namespace = server.registry.find("namespaces", "", attributes.call.namespace)
    labels = (namespace or {}).get("metadata", {}).get("labels") or {}
    if not any(key.startswith(_PREFIX) for key in labels):
        return
    template = obj if is_pod else _template(obj)
    metadata, spec = template.get("metadata") or {}, template.get("spec")
    if spec is None:
        return
    enforced, warned = _policy(labels, "enforce"), _warned(labels)
    found = _violations(metadata, spec, enforced) if is_pod else []
    if found:
        raise Forbidden.of("pods", attributes.name, f'violates PodSecurity "{enforced}": {_listed(found)}')
    found = _violations(metadata, spec, warned)
    if found and not attributes.call.internal:
        server.warn([f'would violate PodSecurity "{warned}": {_listed(found)}'])


def _violations(metadata: Object, spec: Object, policy: _Policy) -> Sequence["Violation"]:
    from pykubectl.kinds.core.pod_security import violations  # a large table, for namespaces that ask for it

    return violations(metadata, spec, *policy)


def _listed(found: Sequence["Violation"]) -> str:
    return ", ".join(map(str, found))


def _matters(pod: Object, old: Object) -> bool:
    """Of what an update of a pod can change, images and new ephemeral containers are worth a check."""

    def images(one: Object, field: str) -> list[tuple[str, str]]:
        return [(item["name"], item.get("image") or "") for item in one["spec"].get(field) or ()]

    return any(images(pod, field) != images(old, field) for field in _CONTAINERS)


def _template(obj: Object) -> Object:
    if obj["kind"] == "PodTemplate":
        found: Object = obj.get("template") or {}
    elif obj["kind"] == "CronJob":
        found = obj["spec"]["jobTemplate"]["spec"].get("template") or {}
    else:
        found = obj["spec"].get("template") or {}
    return found


def _policy(labels: dict[str, str], mode: str) -> _Policy:
    """What a label says; nonsense means the strictest level, so that nobody is let in by a slip."""
    level = labels.get(f"{_PREFIX}{mode}") or "privileged"
    version = labels.get(f"{_PREFIX}{mode}-version") or "latest"
    return _Policy(level if level in LEVELS else "restricted", version if _VERSION.fullmatch(version) else "latest")


def _warned(labels: dict[str, str]) -> _Policy:
    """What is enforced is warned of too, unless the namespace says otherwise."""
    enforced, warned = _policy(labels, "enforce"), _policy(labels, "warn")
    if f"{_PREFIX}warn" not in labels and LEVELS.index(enforced.level) > LEVELS.index(warned.level):
        return enforced
    return warned


def _validate_namespace(server: "ApiServer", namespace: Object, old: Object | None) -> None:
    name = namespace["metadata"]["name"]
    labels = namespace["metadata"].get("labels") or {}
    before = (old or {}).get("metadata", {}).get("labels") or {}
    errors = _label_errors(labels)
    if errors and errors != _label_errors(before):
        raise Invalid.of("Namespace", "", name, errors)
    policy, former = _policy(labels, "enforce"), _policy(before, "enforce")
    relaxed = policy.version == former.version and LEVELS.index(policy.level) <= LEVELS.index(former.level)
    if old is not None and policy.level != "privileged" and not relaxed:
        server.warn(_warnings_of_pods(server, name, policy))


def _label_errors(labels: dict[str, str]) -> list[FieldError]:
    errors = []
    for mode in ("enforce", "audit", "warn"):
        key = f"{_PREFIX}{mode}"
        if key in labels and labels[key] not in LEVELS:
            errors.append(invalid(f"metadata.labels[{key}]", labels[key], f"must be one of {', '.join(LEVELS)}"))
        version = labels.get(f"{key}-version")
        if version is not None and not _VERSION.fullmatch(version):
            errors.append(invalid(f"metadata.labels[{key}-version]", version, 'must be "latest" or "v1.x"'))
    return errors


def _warnings_of_pods(server: "ApiServer", namespace: str, policy: _Policy) -> list[str]:
    """One line for each way to fail, with the first pod that fails so; pods of one controller count once."""
    names: dict[str, list[str]] = {}
    controllers = set()
    for pod in server.registry.list("pods", namespace):
        owner = next(
            (one["uid"] for one in pod["metadata"].get("ownerReferences") or () if one.get("controller")), None
        )
        if owner in controllers:
            continue
        if owner is not None:
            controllers.add(owner)
        found = _violations(pod["metadata"], pod["spec"], policy)
        if found:
            names.setdefault(", ".join(one.reason for one in found), []).append(pod["metadata"]["name"])
    if not names:
        return []
    head = f'existing pods in namespace "{namespace}" violate the new PodSecurity enforce level "{policy}"'
    return [head, *(f"{_first(pods)}: {reasons}" for reasons, pods in names.items())]


def _first(pods: Sequence[str]) -> str:
    others = len(pods) - 1
    if not others:
        return pods[0]
    return f"{min(pods)} (and {others} other {'pod' if others == 1 else 'pods'})"
