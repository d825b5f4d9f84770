"""What the server refuses to a loop does not fail the user's command; the loop tries again, later each time."""

from workbench import Bench, workload

from pykubectl import Object

_GROUP = "admissionregistration.k8s.io"
_RULE = {"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["replicasets"]}


def _policy() -> list[Object]:
    spec = {"matchConstraints": {"resourceRules": [_RULE]}, "validations": [{"expression": "false"}]}
    binding = {"policyName": "none", "validationActions": ["Deny"]}
    kinds = (("ValidatingAdmissionPolicy", spec), ("ValidatingAdmissionPolicyBinding", binding))
    return [
        {"apiVersion": f"{_GROUP}/v1", "kind": kind, "metadata": {"name": "none"}, "spec": part} for kind, part in kinds
    ]


def test_a_refused_loop_tries_again(bench: Bench) -> None:
    for obj in _policy():
        bench.create(obj)
    labels = {"app": "web"}
    pod = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    spec = {"selector": {"matchLabels": labels}, "template": pod}
    bench.create({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec})
    assert not bench.names("replicasets.apps")
    bench.delete(f"validatingadmissionpolicybindings.{_GROUP}", "none")
    bench.pass_seconds(30)
    assert len(bench.names("replicasets.apps")) == 1
    assert bench.get("deployments.apps", "web")["status"]["readyReplicas"] == 1


def test_the_seconds_that_commands_are_given_bring_no_retry_nearer(bench: Bench) -> None:
    """Each command is given a second, in which nothing changes; time that is waited for counts."""
    hard = {"hard": {"pods": "1"}}
    bench.create({"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"}, "spec": hard})
    bench.create(workload("ReplicaSet", "web", replicas=2))
    tried = bench.store.meta("refusals")
    assert tried is not None
    for number in range(20):
        bench.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"c{number}"}})
    assert bench.store.meta("refusals") == tried
    bench.patch("resourcequotas", "q", {"spec": {"hard": {"pods": "2"}}})
    assert len(bench.names("pods")) == 1
    bench.pass_seconds(10)
    assert len(bench.names("pods")) == 2
    assert bench.store.meta("refusals") == "{}"
