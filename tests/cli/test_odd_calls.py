"""What kubectl 1.37 does with calls that nobody would make on purpose; each row was compared with it."""

from pathlib import Path

import pytest

from tests.cli.conftest import Kubectl

SPEC = (
    "error: unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'\n"
)
FORMAT = (
    "error: jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3"
    " or --for=jsonpath='{.status.readyReplicas}'\n"
)

# (words, exit code, stdout, stderr), on a cluster with a config map `a` of the label tier=web.
CALLS: list[tuple[list[str], int, str, str]] = [
    (["label", "cm", "a", "x=y=z"], 1, "", "error: invalid label spec: x=y=z\n"),
    (["diff", "--nope"], 2, "", "error: unknown flag: --nope\nSee 'kubectl diff -h' for help and examples\n"),
    (["events", "--template={{"], 0, "", "No events found in default namespace.\n"),
    (["label", "--dry-run=nope"], 1, "", 'error: Invalid dry-run value (nope). Must be "none", "server", or "client".\n'),
    (["set", "selector", "--dry-run=nope"], 1, "", 'error: Invalid dry-run value (nope). Must be "none", "server", or "client".\n'),
    (["replace", "--validate=x"], 1, "", 'error: invalid - validate option "x"; must be one of: strict (or true), warn, ignore (or false)\n'),
    (["edit", "zz", "-o", "7"], 1, "", 'error: the server doesn\'t have a resource type "zz"\n'),
    (["api-resources", "-o", "x"], 1, "", 'error: unable to match a printer suitable for the output format "x", allowed formats are: json,kyaml,name,wide,yaml\n'),
    (["create", "service", "externalname", "--external-name="], 1, "", "error: exactly one NAME is required, got 0\nSee 'kubectl create service externalname -h' for help and examples\n"),
    (["label", "cm", "a", "tier-", "--dry-run=client", "-o", "jsonpath={.metadata.labels}"], 0, "{}", ""),
    (["label", "cm", "a", "nope-"], 0, 'label "nope" not found.\nconfigmap/a not labeled\n', ""),
    (["label", "cm", "a", "nope-", "--dry-run=client"], 0, "configmap/a not labeled (dry run)\n", ""),
    (["label", "cm", "a", "tier=db", "--overwrite", "--list"], 0, "tier=db\n", ""),
    (["label", "cm", "-l", "tier=web", "--list"], 0, "Listing labels for ConfigMap./a:\n tier=web\n", ""),
    (["annotate", "cm", "a", "-o", "name", "--list"], 1, "", "error: --list and --output may not be specified together\n"),
    (["label", "--local", "cm", "a", "x=1"], 1, "", "error: can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set\n"),
    (["annotate", "--local", "cm", "a", "x=1"], 1, "", "error: can only use local files by -f rsrc.yaml or --filename=rsrc.json when --local=true is set\n"),
    (["wait", "cm/a", "--for=jsonpath="], 1, "", "error: jsonpath expression cannot be empty\n"),
    (["wait", "cm/a", "--for=jsonpath={.kind}="], 1, "", "error: jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3\n"),
    (["wait", "cm/a", "--for=jsonpath={.kind}=x=y"], 1, "", FORMAT),
    (["wait", "cm/a", "--for=jsonpath={.kind}==x"], 1, "", SPEC),
    (["wait", "cm/a", "--for=jsonpath='{.kind}'=x"], 1, "", SPEC),
    (["wait", "cm/a", "--for=create", "--for=jsonpath={.kind}=ConfigMap"], 0, "configmap/a condition met\n" * 2, ""),
    (["wait", "cm", "-l", "no=ne", "--for=create", "--timeout=1s"], 1, "", "error: timed out waiting for the condition\n"),
    (["wait", "cm", "-l", "no=ne", "--for=condition=X"], 1, "", "error: no matching resources found\n"),
    (["wait", "--local", "cm/a", "--for=create"], 1, "", "error: you must specify resources by --filename when --local is set.\n"
     "Example resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n"),
    (["taint", "node", "node-0", "a=b:NoSchedule", "--dry-run=client"], 0, "node/node-0 tainted\n", ""),
    (["taint", "node", "node-0", "a=b:NoSchedule", "--validate=x"], 1, "", 'error: invalid - validate option "x"; must be one of: strict (or true), warn, ignore (or false)\n'),
    (["patch", "cm", "a", "-p", '{"data":{"d":"1"}}', "--dry-run=client"], 0, "configmap/a patched\n", ""),
    (["delete", "cm", "--all", "-l", "a=b"], 1, "", "error: setting 'all' parameter but found a non empty selector. \n"),
    (["create", "cm", "b", "--from-literal=x='q'", "--dry-run=client", "-o", "jsonpath={.data.x}"], 0, "'q'", ""),
    (["create", "pdb", "p", "--selector=a b", "--min-available=1"], 1, "", "error: couldn't parse the selector string \"a b\": unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt\n"),
    (["create", "role", "r", "--verb=get", "--resource=*", "--dry-run=client", "-o", "jsonpath={.rules[0].apiGroups}"], 0, '[""]', ""),
    (["create", "svc", "externalname", "s", "--external-name="], 1, "", "error: invalid service external name \n"),
    (["create", "ingress", "i", "--rule=h/p=s:80,other", "--dry-run=client", "-o", "jsonpath={.spec.tls}"], 0, '[{"hosts":["h"]}]', ""),
    (["create", "ingress", "i", "--rule=h/p=s:80,tls=a,b", "--dry-run=client", "-o", "jsonpath={.spec.tls}"], 0, "", ""),
    (["get", "cm", "-n", "a/b"], 1, "", "invalid namespace \"a/b\": [may not contain '/']\n"),
    (["get", "cm", "a", "-n", ".."], 1, "", "error: invalid namespace \"..\": [may not be '..']\n"),
    (["create", "cm", "a", "-n", "a%"], 1, "", "error: failed to create configmap: invalid namespace \"a%\": [may not contain '%']\n"),
    (["get", "cm", "a", "-o", "name", "--request-timeout=1.5s"], 0, "configmap/a\n", ""),
    (["get", "cm", "a", "-o", "name", "--request-timeout="], 0, "configmap/a\n", ""),
    (["scale", "deploy/none", "--replicas=1", "--record"], 1, "", "Flag --record has been deprecated, --record will be removed in the future\n"
     'Error from server (NotFound): deployments.apps "none" not found\n'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code", "out", "err"), CALLS, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_calls(kubectl: Kubectl, words: list[str], code: int, out: str, err: str) -> None:
    assert kubectl("create", "cm", "a", "--from-literal=k=v").code == 0
    assert kubectl("label", "cm", "a", "tier=web").code == 0
    done = kubectl(*words)
    assert (done.code, done.out, done.err) == (code, out, err)


def test_the_cause_of_a_change_names_every_flag_as_it_was_given(kubectl: Kubectl) -> None:
    flags = ("--record", "--overwrite=t", "-o", "jsonpath={.metadata.annotations}")
    kubectl("create", "cm", "a")
    assert kubectl("label", "cm", "a", "x=1", *flags).out == (
        '{"kubernetes.io/change-cause":"kubectl label cm a x=1 --record=true --overwrite=t'
        ' --output=jsonpath={.metadata.annotations}"}'
    )


USER = "pykubectl"
CREDENTIALS = {
    "--token=a --username=b": f"error: more than one authentication method found for {USER}; found [token basicAuth], only one is allowed\n",
    "--client-certificate=/none": "Error in configuration: \n"
    f"* client-key-data or client-key must be specified for {USER} to use the clientCert authentication method.\n"
    f"* unable to read client-cert /none for {USER} due to open /none: no such file or directory\n",
    "--certificate-authority=/none": f"error: unable to read certificate-authority /none for {USER} due to open /none: no such file or directory\n",
    "--proxy-url=ftp://x": f'error: invalid \'proxy-url\' "ftp://x" for cluster "{USER}": unsupported scheme "ftp", must be http, https, or socks5\n',
    "--profile=odd": "error: unknown profile 'odd'\n",
    "--as-group=g": f"error: requesting uid, groups or user-extra for {USER} without impersonating a user\n",
}


@pytest.mark.parametrize("flags", CREDENTIALS)
def test_credentials_that_cannot_be_used(flags: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys

    from pykubectl.cli.main import run
    from pykubectl.cli.session import Streams

    monkeypatch.setenv("PYKUBECTL_HOME", str(tmp_path))
    monkeypatch.delenv("KUBECONFIG", raising=False)
    screen = io.StringIO()
    assert run(["kubectl", "get", "cm", *flags.split()], Streams(sys.stdin, screen, screen)) == 1
    assert screen.getvalue() == CREDENTIALS[flags]
