"""Commands that change workloads: what the real kubectl 1.37 says where it cannot, and how it shows what it holds as Go types."""

import json
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Kubectl

WEB = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx, ports: [{containerPort: 80}]}]}}
---
apiVersion: v1
kind: Service
metadata: {name: svc}
spec: {selector: {app: web}, ports: [{port: 80, name: a}]}
---
apiVersion: v1
kind: Pod
metadata: {name: pod, labels: {app: pod}}
spec: {containers: [{name: c, image: nginx}, {name: d, image: redis}], initContainers: [{name: i, image: busybox}]}
"""
NO_TEMPLATE = "the object is not a pod or does not have a pod template: *v1.Service"


@pytest.mark.parametrize(
    ("line", "err"),
    [
        ("set image svc/svc c=x", f"error: services/svc {NO_TEMPLATE}\n"),
        ("set image deploy/web x=y c=z --dry-run=client", 'error: unable to find container named "x"\n'),
        ("set image deploy/web c=1 '*=2'", "error: all containers are already specified by *, but saw more than one"
         " container_name=container_image pairs\n"),
        ("set selector svc svc 'a in (b)'", "error: match expression [{a In [b]}] not supported on this object\n"),
        ("set env --local deploy/web A=1", "error: You must provide one or more resources by argument or filename.\n"
         "Example resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n"
         "   '<resource>'\n"),
        ("rollout restart pod/pod svc/svc", 'error: pods "pod" restarting is not supported\n'
         'error: services "svc" restarting is not supported\n'),
        ("rollout history svc/svc", 'error: error retrieving history for "Service", no visitor method exists for { Service}\n'),
        ("rollout undo pod/pod", 'error: no rollbacker has been implemented for "Pod"\n'),
        ("rollout undo deploy/web", 'error: no rollout history found for deployment "web"\n'),
        ("describe -k /nope", "must build at directory: not a valid directory: evalsymlink failure on '/nope' :"
         " lstat /nope: no such file or directory\n"),
        ("get pod x -n nope", 'Error from server (NotFound): namespaces "nope" not found\n'),
        ("run x --image=y --env='1 A=b'", "error: invalid env: 1 A=b\n"),
        ("run x --image=y --overrides={} --override-type=z", "error: invalid override type: z\n"),
        ("autoscale deploy web --max=2 --cpu=x", "error: invalid resource cpu value: x\n"),
        ("exec pod -c x -- ls", "error: container x is not valid for pod pod out of: c, d, i (init)\n"),
        ("logs pod -c x", "error: container x is not valid for pod pod out of: c, d, i (init)\n"),
        ("port-forward svc/svc 99", "error: Service svc does not have a service port 99\n"),
        ("port-forward deploy/web nope", "does not have a named port 'nope'\n"),
        ("debug pod --image=x --custom=/nope", "error: must pass a container spec json file for custom profile:"
         " open /nope: no such file or directory\n"),
        ("events --for=a/b/c", "error: arguments in resource/name form may not have more than one slash\n"),
    ],
)  # fmt: skip
def test_refusals(kubectl: Kubectl, line: str, err: str) -> None:
    kubectl("create", "-f", "-", stdin=WEB)
    result = kubectl(*shlex.split(line))
    assert result.code == 1
    assert result.err.endswith(err)


def test_local_files_show_as_their_types_write_them(kubectl: Kubectl, tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(WEB.partition("---")[0])
    result = kubectl("set", "image", "--local", "-f", str(tmp_path / "web.yaml"), "c=new", "-o", "json")
    found = json.loads(result.out)
    assert list(found) == ["kind", "apiVersion", "metadata", "spec", "status"]
    assert list(found["spec"]["template"]["spec"]["containers"][0]) == ["name", "image", "ports", "resources"]
    assert (found["spec"]["strategy"], found["status"]) == ({}, {})


def test_what_is_exposed_first_gives_its_port_to_the_next(kubectl: Kubectl) -> None:
    kubectl("create", "-f", "-", stdin=WEB)
    result = kubectl(
        "expose", "deploy/web", "pod/pod", "--dry-run=client", "-o", "jsonpath={.spec.ports[0].port}/{.spec.selector} "
    )
    assert result.out == '80/{"app":"web"} 80/{"app":"web"} '


def test_a_recorded_command_names_its_flags_last(kubectl: Kubectl) -> None:
    kubectl("create", "-f", "-", stdin=WEB)
    kubectl("set", "image", "--record", "deploy/web", "c=new")
    cause = kubectl("get", "deploy", "web", "-o", r"jsonpath={.metadata.annotations.kubernetes\.io/change-cause}")
    assert cause.out == "kubectl set image deploy/web c=new --record=true"
