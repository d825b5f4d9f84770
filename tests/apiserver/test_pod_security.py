"""Pod security: the checks of the levels, and what the labels of a namespace do."""

from typing import Any

import pytest

from pykubectl import Object
from pykubectl.kinds.core.pod_security import violations
from pykubectl.machinery.requests import MERGE_PATCH, STRATEGIC_MERGE_PATCH
from tests.api_bench import ApiBench

PREFIX = "pod-security.kubernetes.io/"
GOOD: Object = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "runAsNonRoot": True,
    "seccompProfile": {"type": "RuntimeDefault"},
}


def spec(container: Object | None = None, context: Object | None = None, **fields: Any) -> Object:
    """Of a pod that is fine at every level but for what is asked."""
    return {
        "containers": [{"name": "c", "securityContext": {**GOOD, **(context or {})}, **(container or {})}],
        **fields,
    }


@pytest.mark.parametrize(
    ("pod", "level", "expected"),
    [
        (spec(), "restricted", []),
        (spec(context={"privileged": True}), "privileged", []),
        (spec(context={"privileged": True}), "baseline", ['privileged (container "c" must not set securityContext.privileged=true)']),
        (spec(hostNetwork=True, hostPID=True), "baseline", ["host namespaces (hostNetwork=true, hostPID=true)"]),
        (spec(volumes=[{"name": "h", "hostPath": {}}]), "baseline", ['hostPath volumes (volume "h")']),
        (spec(volumes=[{"name": "h", "hostPath": {}}]), "restricted", ['restricted volume types (volume "h" uses restricted volume type "hostPath")']),
        (spec({"ports": [{"hostPort": 80}, {"hostPort": 81}]}), "baseline", ['hostPorts (container "c" uses hostPorts 80, 81)']),
        (spec({"livenessProbe": {"httpGet": {"host": "x"}}}), "baseline", ['probe or lifecycle host (container "c" uses probe or lifecycle host "x")']),
        (spec(context={"capabilities": {"drop": ["ALL"], "add": ["SYS_ADMIN"]}}), "baseline", ['non-default capabilities (container "c" must not include "SYS_ADMIN" in securityContext.capabilities.add)']),
        (spec(context={"capabilities": {"add": ["CHOWN"]}}), "restricted", ['unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]; container "c" must not include "CHOWN" in securityContext.capabilities.add)']),
        (spec(context={"procMount": "Unmasked"}), "baseline", ['procMount (container "c" must not set securityContext.procMount to "Unmasked")']),
        (spec(context={"seLinuxOptions": {"type": "t", "user": "u"}}), "baseline", ['seLinuxOptions (container "c" set forbidden securityContext.seLinuxOptions: type "t"; user may not be set)']),
        (spec(securityContext={"seccompProfile": {"type": "Unconfined"}}), "baseline", ['seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")']),
        (spec(context={"seccompProfile": None}), "restricted", ['seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")']),
        (spec(context={"seccompProfile": None}, securityContext={"seccompProfile": {"type": "Localhost"}}), "restricted", []),
        (spec(securityContext={"sysctls": [{"name": "kernel.msgmax"}, {"name": "net.ipv4.tcp_syncookies"}]}), "baseline", ["forbidden sysctls (kernel.msgmax)"]),
        (spec(context={"windowsOptions": {"hostProcess": True}}), "baseline", ['hostProcess (container "c" must not set securityContext.windowsOptions.hostProcess=true)']),
        (spec(context={"appArmorProfile": {"type": "Unconfined"}}), "baseline", ['forbidden AppArmor profile (container "c" must not set AppArmor profile type to "Unconfined")']),
        (spec(context={"allowPrivilegeEscalation": None}), "restricted", ['allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false)']),
        (spec(context={"runAsNonRoot": None}), "restricted", ['runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true)']),
        (spec(context={"runAsNonRoot": False}, securityContext={"runAsNonRoot": True}), "restricted", ['runAsNonRoot != true (container "c" must not set securityContext.runAsNonRoot=false)']),
        (spec(context={"runAsUser": 0}), "restricted", ['runAsUser=0 (container "c" must not set runAsUser=0)']),
        (spec(context={"allowPrivilegeEscalation": None, "capabilities": None}, os={"name": "windows"}), "restricted", []),
    ],
)  # fmt: skip
def test_checks(pod: Object, level: str, expected: list[str]) -> None:
    assert [str(found) for found in violations({}, pod, level)] == expected


@pytest.mark.parametrize(
    ("context", "version", "expected"),
    [
        ({"capabilities": None}, "v1.21", []),
        ({"capabilities": {"add": ["SYS_ADMIN"]}}, "v1.21", ["non-default capabilities"]),
        ({"capabilities": {"add": ["SYS_ADMIN"]}}, "v1.22", ["unrestricted capabilities"]),
        ({"runAsUser": 0}, "v1.22", []),
        ({"runAsUser": 0}, "v1.99", ["runAsUser=0"]),
    ],
)
def test_checks_of_former_versions(context: Object, version: str, expected: list[str]) -> None:
    assert [found.reason for found in violations({}, spec(context=context), "restricted", version)] == expected


def pod(name: str, **fields: Any) -> Object:
    body = {"containers": [{"name": "c", "image": "nginx", **fields}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": body}


def label(bench: ApiBench, **labels: str) -> tuple[str, ...]:
    changes = {f"{PREFIX}{key.replace('_', '-')}": value for key, value in labels.items()}
    patch = {"metadata": {"labels": changes}}
    return bench.call("PATCH", "namespaces default", patch, content_type=MERGE_PATCH).warnings


def test_enforcing_refuses_and_warns(bench: ApiBench) -> None:
    label(bench, enforce="baseline", warn="restricted")
    error = bench.refused("POST", "pods", pod("p", securityContext={"privileged": True}))
    assert error.message == (
        'pods "p" is forbidden: violates PodSecurity "baseline:latest": '
        'privileged (container "c" must not set securityContext.privileged=true)'
    )
    assert error.warnings == ()
    warnings = bench.call("POST", "pods", pod("q")).warnings
    assert [text.partition(": ")[0] for text in warnings] == ['would violate PodSecurity "restricted:latest"']


def test_what_is_enforced_is_warned_of_in_templates(bench: ApiBench) -> None:
    label(bench, enforce="restricted", enforce_version="v1.30")
    body = {
        "apiVersion": "v1",
        "kind": "PodTemplate",
        "metadata": {"name": "t"},
        "template": {"spec": pod("p")["spec"]},
    }
    (warning,) = bench.call("POST", "podtemplates", body).warnings
    assert warning.startswith('would violate PodSecurity "restricted:v1.30": allowPrivilegeEscalation != false')


def test_a_stricter_namespace_warns_of_its_pods(bench: ApiBench) -> None:
    for name in ("b", "a"):
        bench.call("POST", "pods", pod(name, securityContext={"privileged": True}))
    assert label(bench, enforce="baseline") == (
        'existing pods in namespace "default" violate the new PodSecurity enforce level "baseline:latest"',
        "a (and 1 other pod): privileged",
    )
    assert label(bench, enforce="privileged") == ()


def test_new_images_are_checked_again(bench: ApiBench) -> None:
    bench.call("POST", "pods", pod("p", securityContext={"privileged": True}))
    label(bench, enforce="baseline")
    bench.call("PATCH", "pods p", {"metadata": {"labels": {"a": "b"}}}, content_type=MERGE_PATCH)
    image = {"spec": {"containers": [{"name": "c", "image": "other"}]}}
    error = bench.refused("PATCH", "pods p", image, content_type=STRATEGIC_MERGE_PATCH)
    assert error.message.startswith('pods "p" is forbidden: violates PodSecurity "baseline:latest": privileged')


@pytest.mark.parametrize(
    ("labels", "text"),
    [
        ({"warn": "strict"}, 'warn]: Invalid value: "strict": must be one of privileged, baseline, restricted'),
        ({"audit_version": "1.2"}, 'audit-version]: Invalid value: "1.2": must be "latest" or "v1.x"'),
    ],
)
def test_nonsense(bench: ApiBench, labels: dict[str, str], text: str) -> None:
    changes = {f"{PREFIX}{key.replace('_', '-')}": value for key, value in labels.items()}
    patch = {"metadata": {"labels": changes}}
    error = bench.refused("PATCH", "namespaces default", patch, content_type=MERGE_PATCH)
    assert (error.code, error.message) == (422, f'Namespace "default" is invalid: metadata.labels[{PREFIX}{text}')
