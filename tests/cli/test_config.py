"""config: a file is changed where the entry is, under a lock, and holds what kubectl writes; what is wrong is said in its words."""

import io
from pathlib import Path

import pytest

from pykubectl.cli.main import run
from pykubectl.cli.session import Streams

_FIRST = """current-context: a
clusters: [{name: one, cluster: {server: s1, certificate-authority: ca1}}]
contexts: [{name: a, context: {cluster: one, user: u1}}]
users: [{name: u1, user: {token: t1}}]
preferences: {colors: true}
"""
_SECOND = """current-context: b
clusters: [{name: one, cluster: {server: OTHER}}, {name: two, cluster: {server: s2}}]
contexts: [{name: b, context: {cluster: two, user: u2}}]
users: [{name: u2, user: {exec: {command: ./login, env: [{name: A, value: b}]}}}]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "k1").write_text(_FIRST)
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "k2").write_text(_SECOND)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYKUBECTL_HOME", str(tmp_path / "own"))
    monkeypatch.setenv("KUBECONFIG", "nosuch:k1:d/k2")
    return tmp_path


def config(line: str) -> tuple[int, str]:
    """The code, and stderr or else stdout."""
    streams = Streams(io.StringIO(), io.StringIO(), io.StringIO())
    code = run(["kubectl", "config", *line.split()], streams)
    assert isinstance(streams.stdout, io.StringIO)
    assert isinstance(streams.stderr, io.StringIO)
    return code, streams.stderr.getvalue() or streams.stdout.getvalue()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("current-context", "a\n"),
        ("get-clusters", "NAME\none\ntwo\n"),
        ("get-contexts -o name b a", "a\nb\n"),
        ("view --minify -o jsonpath={.clusters[0].cluster.server}", "s1"),
        ("view --minify --context=b -o jsonpath={.users[*].user}", '{"exec":{"args":null,"command":"./login",'),
        ("view --output=", "config/<unknown>\n"),
        ("view --template={{.kind}}", "Config"),
        ("unset users.nope", 'Property "users.nope" unset.\n'),
    ],
)
def test_files_are_merged_first_come_first_served(folder: Path, line: str, expected: str) -> None:
    code, text = config(line)
    assert (code, text[: len(expected)]) == (0, expected)


@pytest.mark.parametrize(
    ("line", "file", "written"),
    [
        ("set-context b --namespace=n", "d/k2", "    namespace: \"n\"\n    user: u2\n"),
        ("set-context c --cluster=one", "k1", "- context:\n    cluster: one\n    user: \"\"\n  name: c\n"),
        ("set-cluster two --server=x --insecure-skip-tls-verify", "d/k2", "    insecure-skip-tls-verify: true\n    server: x\n"),
        ("set-cluster new --certificate-authority=d/ca", "k1", "    certificate-authority: d/ca\n    server: \"\"\n"),
        ("set-cluster two --certificate-authority=ca", "d/k2", "    certificate-authority: ../ca\n"),
        ("set-credentials u2 --exec-env=A- --exec-env=B=c", "d/k2", "      command: login\n      env:\n      - name: B\n"),
        ("set-credentials u1 --username=joe", "k1", "- name: u1\n  user:\n    username: joe\n"),
        ("use-context b", "k1", "current-context: b\n"),
        ("unset current-context", "k1", "current-context: \"\"\n"),
        ("rename-context b bb", "d/k2", "    user: u2\n  name: bb\n"),
        ("delete-user u2", "d/k2", "users: null\n"),
        ("set users.u1.act-as joe", "k1", "    as: joe\n"),
        ("set clusters.x.y.certificate-authority-data CA --set-raw-bytes", "k1", "    certificate-authority-data: Q0E=\n"),
        ("set contexts.a.b.namespace n", "k1", "  name: a.b\n"),
        ("unset preferences", "k1", "kind: Config\nusers:"),
    ],
)  # fmt: skip
def test_the_file_that_has_it_is_changed(folder: Path, line: str, file: str, written: str) -> None:
    if "ca" in line:
        written = written.replace("../ca", str(folder / "ca"))
    assert config(line)[0] == 0
    assert written in (folder / file).read_text()
    assert not list(folder.glob("**/*.lock"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("use-context", "error: Unexpected args: []\n"),
        ("rename-context a b", 'error: cannot rename the context "a", the context "b" already exists in k1\n'),
        ("set-credentials x --auth-provider-arg=a", "error: invalid auth-provider-arg format: a\n"),
        ("set clusters.one x", "error: can't set a map to a value: map[one:0xc000000000 two:0xc000000000]\n"),
        ("set users.u1.exec.command x", "error: unable to parse one or more field values of users.u1.exec.command\n"),
        ("set clusters.one.disable-compression x", 'error: strconv.ParseBool: parsing "x": invalid syntax\n'),
        ("set users.u1.client-key-data Zm9", "error: error decoding input value: illegal base64 data at input byte 0\n"),
        ("unset contexts.nope.user", "error: current map key `nope` is invalid\n"),
        ("view --merge=false", "error: if merge==false a precise file must be specified\n"),
        ("view --flatten", "error: open {folder}/ca1: no such file or directory\n"),
        ("delete-user", "error: user to delete is required\nSee 'kubectl config delete-user -h' for help and examples\n"),
    ],
)  # fmt: skip
def test_complaints(folder: Path, line: str, message: str) -> None:
    assert config(line) == (1, message.format(folder=folder))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("kind: Pod", 'no kind "Pod" is registered for version "v1" in scheme "k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50"'),
        ("clusters: foo", "json: cannot unmarshal string into Go struct field Config.clusters of type []v1.NamedCluster"),
        ("users: [{user: {exec: {command: 1}}}]", "json: cannot unmarshal number into Go struct field ExecConfig.users.user.exec.command of type string"),
        ("users: [{user: {client-key-data: '!!'}}]", "illegal base64 data at input byte 0"),
        ("contexts: [{name: a}, {name: a}]", 'error converting *[]NamedContext into *map[string]*api.Context: duplicate name "a" in list: [{a {   []}} {a {   []}}]'),
    ],
)  # fmt: skip
def test_files_that_are_no_kubeconfig(folder: Path, text: str, problem: str) -> None:
    (folder / "bad").write_text(text)
    assert config("view --kubeconfig=bad") == (1, f'error: error loading config file "bad": {problem}\n')


def test_a_lock_is_respected_and_permissions_and_links_are_kept(folder: Path) -> None:
    (folder / "k1.lock").touch()
    assert config("use-context b") == (1, "error: open k1.lock: file exists\n")
    (folder / "k1.lock").unlink()
    (folder / "k1").chmod(0o640)
    (folder / "link").symlink_to("k1")
    assert config("use-context a --kubeconfig=link")[0] == 0
    assert config("set-context fresh --kubeconfig=sub/new")[0] == 0
    assert (folder / "link").is_symlink()
    assert (folder / "k1").stat().st_mode & 0o777 == 0o640
    assert (folder / "sub" / "new").stat().st_mode & 0o777 == 0o600
