"""Draining, taints, environments, logs, access: what is printed, and what it did."""

import pytest

from pykubectl.cli.policy_rules import break_down, compact, uncovered
from pykubectl.machinery.timestamps import format_duration
from tests.cli.conftest import Kubectl

SCRATCH = """
apiVersion: v1
kind: Pod
metadata: {name: scratch}
spec:
  nodeName: node-1
  containers: [{name: c, image: "a:1"}]
  volumes: [{name: tmp, emptyDir: {}}]
"""
ROLE = """
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules: [{apiGroups: [""], resources: [pods], verbs: [get, list]}]
"""


def test_drain_refuses_then_evicts(kubectl: Kubectl) -> None:
    kubectl("create", "-f", "-", stdin=SCRATCH)
    refused = kubectl("drain", "node-1")
    assert refused.code == 1
    assert refused.out == "node/node-1 cordoned\n"
    assert "There are pending nodes to be drained:\n node-1\n" in refused.err
    assert refused.err.endswith(
        "cannot delete Pods with local storage (use --delete-emptydir-data to override): default/scratch\n"
    )
    drained = kubectl("drain", "node-1", "--force", "--delete-emptydir-data")
    assert drained.out.splitlines() == [
        "node/node-1 already cordoned",
        "evicting pod default/scratch",
        "pod/scratch evicted",
        "node/node-1 drained",
    ]
    assert drained.err == "Warning: deleting Pods that declare no controller: default/scratch\n"
    assert kubectl("uncordon", "node-1").out == "node/node-1 uncordoned\n"


@pytest.mark.parametrize(
    ("words", "out", "err"),
    [
        ("node-0 a=b:NoSchedule", "node/node-0 tainted\n", ""),
        ("node-0 a:NoSchedule-", "node/node-0 untainted\n", ""),
        ("node-0 b:NoSchedule a-", "node/node-0 modified\n", ""),
        (
            "node-0 a=c:NoSchedule",
            "",
            "error: node node-0 already has a taint(s) with same effect(s) and --overwrite is false\n",
        ),
        ("node-0 a=c:NoSchedule --overwrite", "node/node-0 modified\n", ""),
        ("node-0 z-", "", 'error: taint "z" not found\n'),
        ("a:NoSchedule", "", "error: at least one resource name must be specified since 'all' parameter is not set\n"),
    ],
)
def test_taint(kubectl: Kubectl, words: str, out: str, err: str) -> None:
    if words != "node-0 a=b:NoSchedule":
        kubectl("taint", "node", "node-0", "a=b:NoSchedule")
    result = kubectl("taint", "nodes", *words.split())
    assert (result.out, result.err) == (out, err)


def test_set_env(kubectl: Kubectl) -> None:
    kubectl("create", "deployment", "web", "--image=a")
    kubectl("create", "configmap", "conf", "--from-literal=log-level=info")
    assert kubectl("set", "env", "deploy/web", "A=1", "B=2").out == "deployment.apps/web env updated\n"
    assert kubectl("set", "env", "deploy/web", "A=1").out == ""
    referred = kubectl("set", "env", "deploy/web", "B-", "--from=cm/conf")
    assert referred.err == "Warning: key log-level transferred to LOG_LEVEL\n"
    listed = kubectl("set", "env", "deploy/web", "--list").out
    assert listed == "# Deployment web, container a\nA=1\n# LOG_LEVEL from configmap conf, key log-level\n"
    assert kubectl("set", "env", "deploy/web", "--list", "--resolve").out.endswith("LOG_LEVEL=info\n")


def test_access_is_decided_by_roles(kubectl: Kubectl) -> None:
    kubectl("create", "-f", "-", stdin=ROLE)
    forbidden = kubectl("get", "pods", "--as=ana")
    assert forbidden.err == (
        'Error from server (Forbidden): pods is forbidden: User "ana" cannot list resource "pods" in API group ""'
        ' in the namespace "default"\n'
    )
    kubectl("create", "rolebinding", "rb", "--role=reader", "--user=ana", "--serviceaccount=default:robot")
    assert kubectl("get", "pods", "--as=ana").err == "No resources found in default namespace.\n"
    assert kubectl("auth", "can-i", "list", "pods", "--as=system:serviceaccount:default:robot").out == "yes\n"
    denied = kubectl("auth", "can-i", "delete", "pods", "--as=ana")
    assert (denied.code, denied.out) == (1, "no\n")
    assert kubectl("auth", "can-i", "*", "*").out == "yes\n"


def test_logs_say_which_container(kubectl: Kubectl) -> None:
    assert kubectl("logs", "ghost").err == (
        'error: error from server (NotFound): pods "ghost" not found in namespace "default"\n'
    )
    assert kubectl("logs", "-l", "a=b").err == "No resources found in default namespace.\n"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0s"), (3, "3s"), (90, "1m30s"), (3600, "1h0m0s"), (1.5, "1.5s"), (0.25, "250ms")]
)
def test_durations(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text


def test_policy_rules() -> None:
    rule = {"apiGroups": [""], "resources": ["pods", "pods/log"], "verbs": ["get", "list"]}
    singles = list(break_down(rule))
    assert len(singles) == 4
    assert [one["verbs"] for one in compact(singles)] == [["get", "list"], ["get", "list"]]
    owned = [{"apiGroups": ["*"], "resources": ["*/log"], "verbs": ["get"]}]
    assert len(uncovered(owned, [rule])) == 3
