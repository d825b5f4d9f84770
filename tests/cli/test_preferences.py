"""Preferences: defaults of flags and aliases from a kuberc file, and the commands that show and change it."""

import io
from pathlib import Path

import pytest

from pykubectl.cli.main import run
from pykubectl.cli.session import Streams

_HEAD = "apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n"
_SOME = """
defaults:
- command: create configmap
  options: [{name: dry-run, default: client}, {name: output, default: name}]
aliases:
- name: cmx
  command: create configmap
  prependArgs: [foo]
  appendArgs: [--from-literal=a=b]
  options: [{name: dry-run, default: client}, {name: output, default: "jsonpath={.data}"}]
- {name: get, command: version}
- {name: gone, command: no such}
- {name: odd, command: version, options: [{name: nosuch, default: "1"}]}
- {name: wrong, command: version, options: [{name: client, default: zz}]}
"""
_FAILED = "error occurred while applying preferences "


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KUBERC", raising=False)
    monkeypatch.setenv("PYKUBECTL_HOME", str(tmp_path / "clusters"))
    (tmp_path / ".kube").mkdir()
    return tmp_path


def kubectl(line: str, stdin: str = "") -> tuple[int, str, str]:
    streams = Streams(io.StringIO(stdin), io.StringIO(), io.StringIO())
    code = run(["/usr/bin/kubectl", *line.split()], streams)
    assert isinstance(streams.stdout, io.StringIO)
    assert isinstance(streams.stderr, io.StringIO)
    return code, streams.stdout.getvalue(), streams.stderr.getvalue()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("create cm x", (0, "configmap/x\n", "")),
        ("create configmap x -o jsonpath={.kind}", (0, "ConfigMap", "")),
        ("cmx", (0, '{"a":"b"}', "")),
        ("cmx -o name", (0, "configmap/foo\n", "")),
        (
            "cmx bar",
            (1, "", "error: exactly one NAME is required, got 2\nSee 'kubectl cmx -h' for help and examples\n"),
        ),
        ("gone", (1, "", f'{_FAILED}command "no such" not found to set alias "gone": [no such]\n')),
        ("odd", (1, "", f"{_FAILED}invalid alias flag nosuch in alias /usr/bin/kubectl\n")),
        (
            "wrong",
            (
                1,
                "",
                f"{_FAILED}could not apply value zz to flag client in alias /usr/bin/kubectl err: invalid argument"
                ' "zz" for "--client" flag: strconv.ParseBool: parsing "zz": invalid syntax\n',
            ),
        ),
        ("-n x cmx", (1, "", "Error: flags cannot be placed before plugin name: -n\n")),
    ],
)
def test_aliases_and_defaults(home: Path, line: str, expected: tuple[int, str, str]) -> None:
    (home / ".kube" / "kuberc").write_text(_HEAD + _SOME)
    assert kubectl(line) == expected


def test_an_alias_hides_no_command(home: Path) -> None:
    (home / ".kube" / "kuberc").write_text(_HEAD + _SOME)
    assert "You must specify the type of resource to get" in kubectl("get")[2]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (_HEAD + "defaults: [{command: version, options: [{name: c, default: x}]}]", f"{_FAILED}invalid flag c for command version\n"),
        (_HEAD + "aliases: [{name: a1, command: version}]", f"{_FAILED}invalid alias name, can only include alphabetical characters\n"),
        (_HEAD + "aliases: [{name: a, command: version}, {name: a, command: get}]", f"{_FAILED}duplicate alias name a\n"),
        ("foo", "kuberc: no preferences loaded from {path}: no valid preferences found in {path}, use --v=5 to see details"),
        (_HEAD + "extra: 1", 'kuberc: ignoring strict decoding error in {path}: strict decoding error: unknown field "extra"'),
        ("", ""),
    ],
)  # fmt: skip
def test_files_with_faults(home: Path, text: str, complaint: str) -> None:
    path = home / ".kube" / "kuberc"
    path.write_text(text)
    code, _, stderr = kubectl("version --client")
    assert (code, stderr) == (int(_FAILED in complaint), complaint.format(path=path))


def test_where_the_file_is(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = home / "other"
    other.write_text(f"{_HEAD}aliases: [{{name: v, command: version}}]")
    assert kubectl(f"v --client --kuberc={other}")[0] == 0
    missing = f"{_FAILED}kuberc error kuberc: open /nope: no such file or directory\n"
    assert kubectl("version --client --kuberc=/nope")[2] == missing
    monkeypatch.setenv("KUBERC", str(other))
    assert kubectl("v --client")[0] == 0
    monkeypatch.setenv("KUBERC", "off")
    assert kubectl("v --client")[0] == 1
    assert kubectl("kuberc view")[2] == "error: KUBERC is disabled via KUBERC=off environment variable\n"


def test_setting_and_showing(home: Path) -> None:
    path = home / ".kube" / "kuberc"
    updated = (0, f"Updated {path}\n", "")
    assert kubectl("kuberc set --section=defaults --command=get --option=output=wide") == updated
    again = "kuberc set --section=defaults --command=get --option=output=name"
    assert kubectl(again)[2] == 'error: defaults for command "get" already exist, use --overwrite to replace\n'
    assert kubectl(f"{again} --overwrite") == updated
    assert kubectl("kuberc set --section=aliases --name=kg --command=get --prependarg=pods --appendarg=-A") == updated
    assert path.read_text() == (
        "aliases:\n- appendArgs:\n  - -A\n  command: get\n  name: kg\n  prependArgs:\n  - pods\n"
        "apiVersion: kubectl.config.k8s.io/v1beta1\n"
        "defaults:\n- command: get\n  options:\n  - default: name\n    name: output\nkind: Preference\n"
    )
    shown = kubectl("kuberc view -o json")[1]
    assert shown.index('"defaults"') < shown.index('"aliases"') < shown.index('"name": "kg"')


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("--section=x", '--section must be "defaults", "aliases", or "credentialplugin", got: x'),
        ("--section=defaults", "--command is required when --section=aliases or --section=defaults"),
        ("--section=aliases --command=get", "--name is required when --section=aliases"),
        ("--section=defaults --command=get --name=a", "--name should not be specified when --section=defaults"),
        ("--section=defaults --command=get --option=x", 'invalid option format "x", expected flag=value'),
        ("--section=credentialplugin", "--policy is required when --section=credentialplugin"),
        (
            "--section=credentialplugin --policy=Allowlist --allowlist-entry=x=y",
            'unrecognized allowlist entry field: "x"',
        ),
    ],
)
def test_what_cannot_be_set(home: Path, line: str, message: str) -> None:
    assert kubectl(f"kuberc set {line}") == (1, "", f"error: {message}\n")
    assert not (home / ".kube" / "kuberc").exists()


def test_a_file_with_what_is_recommended(home: Path) -> None:
    path = home / ".kube" / "kuberc"
    asked = f"kuberc file not found at {path}\nWould you like to generate a default kuberc file with recommended options? (y/N): "
    assert kubectl("kuberc view", "n\n") == (0, asked, "")
    assert not path.exists()
    assert kubectl("kuberc view", "y\n") == (0, f"{asked}Updated {path}\n", "")
    assert "server-side" in path.read_text()
