"""Pods and pod templates: everything the API demands of a pod's spec, in the order in which the server says it.

Upstream: pkg/apis/core/validation (ValidatePodSpec, ValidatePodTemplateSpec, ValidatePodCreate).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.affinity_validation import (
    validate_affinity,
    validate_tolerations,
    validate_topology_spread,
)
from pykubectl.kinds.core.container_validation import (
    PodContext,
    validate_containers,
    validate_ephemeral_containers,
    validate_init_containers,
)
from pykubectl.kinds.core.resource_validation import resource_amount, resource_name, validate_container_resources
from pykubectl.kinds.core.security_validation import validate_pod_security_context
from pykubectl.kinds.core.volume_validation import validate_volumes
from pykubectl.kinds.metadata import validate_annotations

RESTART_POLICIES = ("Always", "OnFailure", "Never")
_DNS_POLICIES = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")
_INT32_MAX = 2147483647


def validate_template(path: str, template: Object) -> list[FieldError]:
    metadata = template.get("metadata") or {}
    errors = rules.labels(f"{path}.labels", metadata.get("labels"))
    errors += validate_annotations(f"{path}.annotations", metadata.get("annotations"))
    errors += validate_pod_spec(f"{path}.spec", template.get("spec") or {})
    if (template.get("spec") or {}).get("ephemeralContainers"):
        text = "ephemeral containers not allowed in pod template"
        errors.append(forbidden(f"{path}.spec.ephemeralContainers", text))
    return errors


def validate_pod(obj: Object) -> list[FieldError]:
    """Of a new pod."""
    spec = obj["spec"]
    errors = validate_pod_spec("spec", spec)
    if spec.get("ephemeralContainers"):
        errors.append(forbidden("spec.ephemeralContainers", "cannot be set on create"))
    if spec.get("schedulingGates") and spec.get("nodeName"):
        errors.append(forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared"))
    return errors


def validate_pod_spec(path: str, spec: Object) -> list[FieldError]:
    volumes, errors = validate_volumes(f"{path}.volumes", spec.get("volumes") or [])
    pod = PodContext(
        volumes,
        frozenset(claim.get("name", "") for claim in spec.get("resourceClaims") or ()),
        spec.get("terminationGracePeriodSeconds") or 0,
        spec.get("hostUsers") is not False,
    )
    containers = spec.get("containers") or []
    errors += validate_containers(f"{path}.containers", containers, pod)
    errors += validate_init_containers(f"{path}.initContainers", spec.get("initContainers") or [], containers, pod)
    errors += validate_ephemeral_containers(f"{path}.ephemeralContainers", spec, pod)
    if spec.get("resources"):
        errors += validate_container_resources(f"{path}.resources", spec["resources"], frozenset())
    errors += _host_network(path, spec)
    errors += rules.one_of(f"{path}.restartPolicy", spec.get("restartPolicy"), RESTART_POLICIES, needed="")
    errors += rules.one_of(f"{path}.dnsPolicy", spec.get("dnsPolicy"), _DNS_POLICIES, needed="")
    errors += rules.labels(f"{path}.nodeSelector", spec.get("nodeSelector"))
    errors += validate_pod_security_context(f"{path}.securityContext", spec)
    errors += validate_affinity(f"{path}.affinity", spec.get("affinity"))
    errors += _dns_config(f"{path}.dnsConfig", spec)
    errors += _gates(path, spec)
    errors += validate_topology_spread(f"{path}.topologySpreadConstraints", spec.get("topologySpreadConstraints") or [])
    return errors + _names(path, spec) + _rest(path, spec)


def _host_network(path: str, spec: Object) -> list[FieldError]:
    if not spec.get("hostNetwork"):
        return []
    return [
        invalid(
            f"{path}.{field}[{index}].ports[{position}].containerPort",
            port.get("containerPort", 0),
            "must match `hostPort` when `hostNetwork` is true",
        )
        for field in ("containers", "initContainers")
        for index, container in enumerate(spec.get(field) or ())
        for position, port in enumerate(container.get("ports") or ())
        if port.get("hostPort") and port.get("hostPort") != port.get("containerPort")
    ]


def _dns_config(path: str, spec: Object) -> list[FieldError]:
    config, no_policy = spec.get("dnsConfig"), spec.get("dnsPolicy") == "None"
    if config is None:
        return [required(path, "must provide `dnsConfig` when `dnsPolicy` is None")] if no_policy else []
    servers, searches = config.get("nameservers") or [], config.get("searches") or []
    errors = []
    if no_policy and not servers:
        text = "must provide at least one DNS nameserver when `dnsPolicy` is None"
        errors.append(required(f"{path}.nameservers", text))
    if len(servers) > 3:
        errors.append(invalid(f"{path}.nameservers", servers, "must not have more than 3 nameservers"))
    for index, server in enumerate(servers):
        errors += rules.ip_address(f"{path}.nameservers[{index}]", server)
    if len(searches) > 32:
        errors.append(invalid(f"{path}.searches", searches, "must not have more than 32 search paths"))
    for index, search in enumerate(searches):
        name = search[:-1] if search != "." and search.endswith(".") else search
        if name != ".":
            errors += rules.check(f"{path}.searches[{index}]", name, rules.underscored_subdomain)
    for index, option in enumerate(config.get("options") or ()):
        if not option.get("name"):
            errors.append(required(f"{path}.options[{index}]", "must not be empty"))
    return errors


def _gates(path: str, spec: Object) -> list[FieldError]:
    errors = []
    for index, gate in enumerate(spec.get("readinessGates") or ()):
        here = f"{path}.readinessGates[{index}].conditionType"
        errors += rules.check(here, gate.get("conditionType") or "", rules.qualified_name)
    seen = set()
    for index, gate in enumerate(spec.get("schedulingGates") or ()):
        name = gate.get("name") or ""
        errors += rules.check(f"{path}.schedulingGates[{index}]", name, rules.qualified_name)
        if name in seen:
            errors.append(duplicate(f"{path}.schedulingGates[{index}]", name))
        seen.add(name)
    return errors


def _names(path: str, spec: Object) -> list[FieldError]:
    errors = []
    for field in ("serviceAccountName", "nodeName"):
        if spec.get(field):
            errors += rules.check(f"{path}.{field}", spec[field], rules.subdomain)
    seconds = spec.get("activeDeadlineSeconds")
    if seconds is not None and not 1 <= seconds <= _INT32_MAX:
        text = f"must be between 1 and {_INT32_MAX}, inclusive"
        errors.append(invalid(f"{path}.activeDeadlineSeconds", seconds, text))
    for field in ("hostname", "subdomain"):
        if spec.get(field):
            errors += rules.check(f"{path}.{field}", spec[field], rules.dns_label)
    return errors


def _rest(path: str, spec: Object) -> list[FieldError]:
    errors = validate_tolerations(f"{path}.tolerations", spec.get("tolerations") or [])
    for index, alias in enumerate(spec.get("hostAliases") or ()):
        here = f"{path}.hostAliases[{index}]"
        errors += rules.ip_address(f"{here}.ip", alias.get("ip") or "")
        for position, name in enumerate(alias.get("hostnames") or ()):
            errors += rules.check(f"{here}.hostnames[{position}]", name, rules.subdomain)
    for field in ("priorityClassName", "runtimeClassName"):
        if spec.get(field):
            errors += rules.check(f"{path}.{field}", spec[field], rules.subdomain)
    policy = spec.get("preemptionPolicy")
    if policy is not None and policy not in ("PreemptLowerPriority", "Never"):
        errors.append(rules.unsupported(f"{path}.preemptionPolicy", policy, ("PreemptLowerPriority", "Never")))
    for name, amount in sorted((spec.get("overhead") or {}).items()):
        errors += resource_name(f"{path}.overhead[{name}]", name)
        errors += resource_amount(f"{path}.overhead[{name}]", name, amount)
    system = spec.get("os")
    if system is not None and system.get("name") not in ("linux", "windows"):
        errors.append(rules.unsupported(f"{path}.os", system.get("name") or "", ("linux", "windows")))
    return errors
