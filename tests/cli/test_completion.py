"""__complete: what is offered where the cursor is, and what the shell is told besides."""

import pytest

from tests.cli.conftest import Kubectl

_POD = """
apiVersion: v1
kind: Pod
metadata: {name: box}
spec:
  initContainers: [{name: init, image: i}]
  containers: [{name: main, image: i, ports: [{containerPort: 80}]}, {name: side, image: i}]
"""
_ERROR = "[Debug] [Error] "
_CLEARED = "[Debug] Cleared global flags for plugin completion\n"


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["g"], "get :4"),
        (["--show", ""], ":0"),
        (["get", "--o"], "--output --output-watch-events :4"),
        (["get", "-o", "", "--o"], "--output-watch-events :4"),
        (["get", "-o=j"], "json jsonpath jsonpath-as-json jsonpath-file :4"),
        (["get", "-L", "a", "--label"], "--label-columns :4"),
        (["get", "--help", ""], ":4"),
        (["get", "--", "--o"], ":4"),
        (["get", "pods,conf"], "pods,configmaps :4"),
        (["get", "pod/"], "pod/box :4"),
        (["get", "pod/box", "deplo"], "deployments.apps/ :6"),
        (["delete", "cm", "kube-root-ca.crt", ""], ":4"),
        (["get", "cm", "-n", "kube-system", "kube-r"], "kube-root-ca.crt :4"),
        (["get", "pods", "-n", "kube-p"], "kube-public :4"),
        (["apply", "-f", ""], "json yaml yml :8"),
        (["create", "-f", "x", ""], ":0"),
        (["rollout", "status", "deploy", "web", ""], ":4"),
        (["scale", ""], "--replicas deployment replicaset replicationcontroller statefulset :4"),
        (["scale", "-"], "--replicas :4"),
        (["logs", "box", ""], "init main side :4"),
        (["exec", "box", "-c", "m"], "main :4"),
        (["logs", "da"], "daemonsets/ :6"),
        (["port-forward", "box", ""], "80:80 :4"),
        (["port-forward", "box", "8080:"], "8080:80 :4"),
        (["cp", ""], "default/ kube-node-lease/ kube-public/ kube-system/ box: ./ / :2"),
        (["cp", "default/"], "default/box: :2"),
        (["edit", "--subresource", "x"], "status scale resize :4"),
        (["help", "rollout", "s"], "status :4"),
        (["completion", "z"], "zsh :4"),
    ],
)
def test_what_is_offered(kubectl: Kubectl, words: list[str], offered: str) -> None:
    kubectl("apply", "-f", "-", stdin=_POD)
    result = kubectl("__completeNoDesc", *words)
    assert (result.code, " ".join(result.out.split())) == (0, offered)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["get", "--nope", ""], f"{_ERROR}Error while parsing flags from args [--nope]: unknown flag: --nope\n"),
        (["get", "--nope=x"], f"{_ERROR}Subcommand 'get' does not support flag 'nope'\n"),
        (["nosuch", ""], f"{_CLEARED}{_ERROR}unable to find a command for arguments: [nosuch]\n"),
    ],
)
def test_what_makes_no_sense(kubectl: Kubectl, words: list[str], said: str) -> None:
    assert kubectl("__complete", *words) == (
        0,
        ":0\n",
        f"{said}Completion ended with directive: ShellCompDirectiveDefault\n",
    )
