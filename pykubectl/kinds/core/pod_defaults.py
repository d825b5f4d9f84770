"""What the API fills into a pod template: the same for pods, jobs, deployments and all other workloads.

`default_pod_spec` works in place and is idempotent. Fields that Go's encoding always writes (`resources: {}`) are filled in here
too. What only pods get (requests from limits, enableServiceLinks) stands in `kinds/core/pod.py`.

Upstream: pkg/apis/core/v1/defaults.go, zz_generated.defaults.go.
"""

from collections.abc import Iterator

from pykubectl import Object
from pykubectl.kinds.core.volume_defaults import default_field_refs, default_pull_policy, default_volume

PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def default_template(template: Object) -> None:
    template.setdefault("metadata", {})
    default_pod_spec(template.setdefault("spec", {}))


def default_pod_spec(spec: Object) -> None:
    for volume in spec.get("volumes") or ():
        default_volume(volume)
    for container in containers(spec):
        _default_container(container)
    # A pod without containers is refused later; until then nobody has to ask whether there are any.
    spec.setdefault("containers", [])
    _default_service_account(spec)
    spec["dnsPolicy"] = spec.get("dnsPolicy") or "ClusterFirst"
    spec["restartPolicy"] = spec.get("restartPolicy") or "Always"
    spec["schedulerName"] = spec.get("schedulerName") or "default-scheduler"
    if spec.get("securityContext") is None:
        spec["securityContext"] = {}
    if spec.get("terminationGracePeriodSeconds") is None:
        spec["terminationGracePeriodSeconds"] = 30


def containers(spec: Object) -> Iterator[Object]:
    """All containers of a pod: the usual ones, init containers, ephemeral ones."""
    for field in ("initContainers", "containers", "ephemeralContainers"):
        yield from spec.get(field) or ()


def _default_service_account(spec: Object) -> None:
    # The old name of the field is an alias, written beside the new one; the new one wins.
    name = spec.get("serviceAccountName") or spec.get("serviceAccount")
    if name:
        spec["serviceAccountName"] = spec["serviceAccount"] = name


def _default_container(container: Object) -> None:
    if not container.get("imagePullPolicy"):
        container["imagePullPolicy"] = default_pull_policy(container.get("image") or "")
    container["terminationMessagePath"] = container.get("terminationMessagePath") or "/dev/termination-log"
    container["terminationMessagePolicy"] = container.get("terminationMessagePolicy") or "File"
    if container.get("resources") is None:
        container["resources"] = {}
    for port in container.get("ports") or ():
        port["protocol"] = port.get("protocol") or "TCP"
    for variable in container.get("env") or ():
        default_field_refs(variable.get("valueFrom") or {})
    for name in PROBES:
        if container.get(name) is not None:
            _default_probe(container[name])
    for handler in (container.get("lifecycle") or {}).values():
        if isinstance(handler, dict):
            _default_http_get(handler)


def _default_probe(probe: Object) -> None:
    for field, value in (
        ("timeoutSeconds", 1),
        ("periodSeconds", 10),
        ("successThreshold", 1),
        ("failureThreshold", 3),
    ):
        probe[field] = probe.get(field) or value
    _default_http_get(probe)
    if probe.get("grpc") is not None:
        probe["grpc"].setdefault("service", "")


def _default_http_get(handler: Object) -> None:
    request = handler.get("httpGet")
    if request is not None:
        request["path"] = request.get("path") or "/"
        request["scheme"] = request.get("scheme") or "HTTP"
