"""Pods and pod templates: everything the API demands of a pod's spec, in the order in which the server says it.

Upstream: pkg/apis/core/validation (ValidatePodSpec, ValidatePodTemplateSpec, ValidatePodCreate).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.affinity_validation import validate_affinity
from pykubectl.kinds.core.container_validation import (
    PodContext,
    validate_containers,
    validate_ephemeral_containers,
    validate_image_padding,
    validate_init_containers,
)
from pykubectl.kinds.core.pod_annotation_validation import validate_annotated_profiles, validate_pod_annotations
from pykubectl.kinds.core.pod_resource_validation import validate_pod_resources
from pykubectl.kinds.core.resource_validation import validate_overhead
from pykubectl.kinds.core.scheduling_validation import validate_tolerations, validate_topology_spread
from pykubectl.kinds.core.security_validation import validate_pod_security_context
from pykubectl.kinds.core.volume_validation import validate_volumes
from pykubectl.kinds.core.windows_validation import validate_host_process, validate_os
from pykubectl.kinds.go_values import go_value
from pykubectl.kinds.metadata import validate_annotations

RESTART_POLICIES = ("Always", "OnFailure", "Never")
_DNS_POLICIES = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")
_PREEMPTIONS = ("PreemptLowerPriority", "Never")
_INT32_MAX = 2147483647
_SEARCH_LIST_MAX = 2048
_HOSTNAME_OVERRIDE_MAX = 64


def validate_template(path: str, template: Object) -> list[FieldError]:
    metadata, spec = template.get("metadata") or {}, template.get("spec") or {}
    annotations = metadata.get("annotations")
    errors = rules.labels(f"{path}.labels", metadata.get("labels"))
    if annotations:
        errors += validate_annotations(f"{path}.annotations", annotations)
        errors += validate_pod_annotations(f"{path}.annotations", annotations, spec)
    errors += validate_pod_spec(f"{path}.spec", spec)
    if annotations:
        errors += validate_annotated_profiles(f"{path}.spec", annotations, spec)
    if spec.get("ephemeralContainers"):
        text = "ephemeral containers not allowed in pod template"
        errors.append(forbidden(f"{path}.spec.ephemeralContainers", text))
    return errors


def validate_pod(obj: Object) -> list[FieldError]:
    """Of a new pod."""
    spec, annotations = obj["spec"], obj["metadata"].get("annotations")
    errors = validate_any_pod(obj)
    if spec.get("ephemeralContainers"):
        errors.append(forbidden("spec.ephemeralContainers", "cannot be set on create"))
    if spec.get("schedulingGates") and spec.get("nodeName"):
        errors.append(forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared"))
    return errors + (validate_annotated_profiles("spec", annotations, spec) if annotations else [])


def validate_any_pod(obj: Object) -> list[FieldError]:
    """Of a pod, new or not."""
    spec, metadata = obj["spec"], obj["metadata"]
    errors = []
    if annotations := metadata.get("annotations"):
        errors += validate_pod_annotations("metadata.annotations", annotations, spec)
    errors += validate_pod_spec("spec", spec, metadata.get("name") or "")
    if not spec.get("serviceAccountName"):
        errors += _tokens_of_nobody(spec)
    for field in ("containers", "initContainers"):
        for index, container in enumerate(spec.get(field) or ()):
            errors += validate_image_padding(f"spec.{field}[{index}]", container)
    return errors


def _tokens_of_nobody(spec: Object) -> list[FieldError]:
    return [
        forbidden(
            f"spec.volumes[{index}].projected.sources[{position}].serviceAccountToken",
            "must not be specified when serviceAccountName is not set",
        )
        for index, volume in enumerate(spec.get("volumes") or ())
        for position, source in enumerate((volume.get("projected") or {}).get("sources") or ())
        if source.get("serviceAccountToken") is not None
    ]


def validate_pod_spec(path: str, spec: Object, pod_name: str | None = None) -> list[FieldError]:
    """Of a pod, whose name is given, or of a template."""
    given = spec.get
    volumes, errors = validate_volumes(f"{path}.volumes", given("volumes") or [], pod_name)
    claims, policy = given("resourceClaims") or (), given("restartPolicy") or ""
    names = frozenset(claim["name"] for claim in claims if claim.get("name"))
    pod = PodContext(
        volumes, names, given("terminationGracePeriodSeconds") or 0, given("hostUsers") is not False, policy
    )
    if claims:
        errors += _resource_claims(f"{path}.resourceClaims", claims)
    containers = given("containers") or []
    errors += validate_containers(f"{path}.containers", containers, pod)
    errors += validate_init_containers(f"{path}.initContainers", given("initContainers") or [], containers, pod)
    errors += validate_ephemeral_containers(f"{path}.ephemeralContainers", spec, pod)
    if given("resources"):
        errors += validate_pod_resources(f"{path}.resources", spec)
    if given("hostNetwork"):
        errors += _host_network(path, containers, is_pod=pod_name is not None)
    errors += rules.one_of(f"{path}.restartPolicy", policy, RESTART_POLICIES, needed="")
    errors += rules.one_of(f"{path}.dnsPolicy", given("dnsPolicy"), _DNS_POLICIES, needed="")
    errors += rules.labels(f"{path}.nodeSelector", given("nodeSelector"))
    errors += validate_pod_security_context(f"{path}.securityContext", spec)
    errors += validate_affinity(f"{path}.affinity", given("affinity"))
    errors += _dns_config(f"{path}.dnsConfig", spec)
    errors += _gates(path, spec)
    errors += validate_topology_spread(f"{path}.topologySpreadConstraints", given("topologySpreadConstraints") or [])
    errors += validate_host_process(path, spec)
    if given("hostUsers") is False:
        errors += _host_namespaces(path, spec)
    errors += _names(path, spec)
    return errors + _rest(path, spec)


def _resource_claims(path: str, claims: list[Object]) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[str] = set()
    for index, claim in enumerate(claims):
        here, name = f"{path}[{index}]", claim.get("name") or ""
        if not name:
            errors.append(required(f"{here}.name"))
        elif name in seen:
            errors.append(duplicate(f"{here}.name", name))
        else:
            errors += rules.check(f"{here}.name", name, rules.dns_label)
        seen.add(name)
        sources = [
            field for field in ("resourceClaimName", "resourceClaimTemplateName") if claim.get(field) is not None
        ]
        shown = go_value(claim, "PodClaim")
        if len(sources) > 1:
            text = "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"
            errors.append(invalid(here, shown, text))
        if not sources:
            text = "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"
            errors.append(invalid(here, shown, text))
        for field in sources:
            errors += rules.check(f"{here}.{field}", claim[field], rules.subdomain)
    return errors


def _host_network(path: str, containers: list[Object], *, is_pod: bool) -> list[FieldError]:
    """A port of the host is the container's own; a template may leave it to the pod's defaults."""
    text = "must match `containerPort` when `hostNetwork` is true"
    return [
        invalid(f"{path}.containers[{index}].ports[{position}].hostPort", port.get("hostPort") or 0, text)
        for index, container in enumerate(containers)
        for position, port in enumerate(container.get("ports") or ())
        if (is_pod or port.get("hostPort")) and (port.get("hostPort") or 0) != port.get("containerPort", 0)
    ]


def _host_namespaces(path: str, spec: Object) -> list[FieldError]:
    # The server writes two of them as Go does.
    labels = {"hostNetwork": "hostNetwork", "hostPID": "HostPID", "hostIPC": "HostIPC"}
    text = "when `pod.Spec.HostUsers` is false"
    return [forbidden(f"{path}.{label}", text) for field, label in labels.items() if spec.get(field)]


def _dns_config(path: str, spec: Object) -> list[FieldError]:
    config, no_policy = spec.get("dnsConfig"), spec.get("dnsPolicy") == "None"
    if config is None:
        return [required(path, "must provide `dnsConfig` when `dnsPolicy` is None")] if no_policy else []
    servers, searches = config.get("nameservers") or [], config.get("searches") or []
    errors = []
    if no_policy and not servers:
        text = "must provide at least one DNS nameserver when `dnsPolicy` is None"
        return [required(f"{path}.nameservers", text)]
    if len(servers) > 3:
        errors.append(invalid(f"{path}.nameservers", servers, "must not have more than 3 nameservers"))
    for index, server in enumerate(servers):
        errors += rules.ip_address(f"{path}.nameservers[{index}]", server)
    if len(searches) > 32:
        errors.append(invalid(f"{path}.searches", searches, "must not have more than 32 search paths"))
    if len(" ".join(searches)) > _SEARCH_LIST_MAX:
        text = f"must not have more than {_SEARCH_LIST_MAX} characters (including spaces) in the search list"
        errors.append(invalid(f"{path}.searches", searches, text))
    for index, search in enumerate(searches):
        errors += _search(f"{path}.searches[{index}]", search)
    for index, option in enumerate(config.get("options") or ()):
        if not option.get("name"):
            errors.append(required(f"{path}.options[{index}]", "must not be empty"))
    return errors


def _search(path: str, search: str) -> list[FieldError]:
    return [] if search == "." else rules.check(path, search.removesuffix("."), rules.underscored_subdomain)


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
        errors.append(invalid(f"{path}.activeDeadlineSeconds", seconds, rules.range_text(1, _INT32_MAX)))
    for field in ("hostname", "subdomain"):
        if spec.get(field):
            errors += rules.check(f"{path}.{field}", spec[field], rules.dns_label)
    if spec.get("hostnameOverride") is not None:
        errors += _hostname_override(f"{path}.hostnameOverride", spec["hostnameOverride"])
    return errors


def _hostname_override(path: str, name: str) -> list[FieldError]:
    errors = rules.check(path, name, rules.subdomain)
    if len(name) > _HOSTNAME_OVERRIDE_MAX:
        errors.append(invalid(path, name, f"must be no more than {_HOSTNAME_OVERRIDE_MAX} characters"))
    return errors


def _rest(path: str, spec: Object) -> list[FieldError]:
    errors = validate_tolerations(f"{path}.tolerations", spec.get("tolerations") or [])
    for index, alias in enumerate(spec.get("hostAliases") or ()):
        here = f"{path}.hostAliases[{index}]"
        errors += rules.ip_address(f"{here}.ip", alias.get("ip") or "")
        for position, name in enumerate(alias.get("hostnames") or ()):
            errors += rules.check(f"{here}.hostnames[{position}]", name, rules.subdomain)
    if spec.get("priorityClassName"):
        errors += rules.check(f"{path}.priorityClassName", spec["priorityClassName"], rules.subdomain)
    if spec.get("runtimeClassName") is not None:
        errors += rules.check(f"{path}.runtimeClassName", spec["runtimeClassName"], rules.subdomain)
    if spec.get("preemptionPolicy") is not None:
        errors += rules.one_of(f"{path}.preemptionPolicy", spec["preemptionPolicy"], _PREEMPTIONS, needed="")
    if spec.get("overhead"):
        errors += validate_overhead(f"{path}.overhead", spec["overhead"])
    if spec.get("os") is not None:
        errors += validate_os(path, spec)
    return errors
