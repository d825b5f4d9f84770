"""Command lines become flags and arguments as pflag and cobra read them."""

import pytest

from pykubectl.cli.errors import FlagError
from pykubectl.cli.grammar import Command, Flag, first_argument, suggestions
from pykubectl.cli.options import GLOBAL_FLAGS
from pykubectl.cli.register import ROWS

COMMAND = Command(
    "try",
    short="Try",
    flags=(
        Flag("all", "bool", False, "", "A"),
        Flag("output", "string", "", "", "o"),
        Flag("dry-run", "string", "none", "", bare="unchanged"),
        Flag("stdin", "bool", False, "", "i"),
        Flag("tty", "bool", False, "", "t"),
        Flag("replicas", "int32", 1, ""),
        Flag("words", "strings", ["default"], "", "L"),
        Flag("lines", "array", [], ""),
        Flag("timeout", "duration", 0.0, ""),
        Flag("labels", "pairs", {}, ""),
        Flag("old", "string", "", "", deprecated="use --output"),
    ),
)


@pytest.mark.parametrize(
    ("line", "flags", "arguments"),
    [
        ("a b", {}, ["a", "b"]),
        ("a --all b", {"all": True}, ["a", "b"]),
        ("--all=false a", {"all": False}, ["a"]),
        ("--all false", {"all": True}, ["false"]),
        ("-oyaml a", {"output": "yaml"}, ["a"]),
        ("-o=yaml", {"output": "yaml"}, []),
        ("-o yaml", {"output": "yaml"}, []),
        ("--output yaml", {"output": "yaml"}, []),
        ("--output=a=b", {"output": "a=b"}, []),
        ("-it x", {"stdin": True, "tty": True}, ["x"]),
        ("-itoname", {"tty": True, "output": "name"}, []),
        ("--dry-run client", {"dry-run": "unchanged"}, ["client"]),
        ("--dry-run=client", {"dry-run": "client"}, []),
        ("a -- --all", {"all": False}, ["a", "--all"]),
        ("-L a,b -L c", {"words": ["a", "b", "c"]}, []),
        ("--lines a,b --lines c", {"lines": ["a,b", "c"]}, []),
        ("--replicas 0x10", {"replicas": 16}, []),
        ("--timeout 1m30s", {"timeout": 90.0}, []),
        ("--labels a=b,c=d", {"labels": {"a": "b", "c": "d"}}, []),
        ("-n kube-system -", {"namespace": "kube-system"}, ["-"]),
    ],
)
def test_flags(line: str, flags: dict[str, object], arguments: list[str]) -> None:
    parsed, rest = COMMAND.parse_command_line(line.split(), "kubectl try", GLOBAL_FLAGS, pytest.fail)
    assert rest == arguments
    assert {name: parsed[name] for name in flags} == flags


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("--nosuch", "unknown flag: --nosuch"),
        ("--outp yaml", "unknown flag: --outp"),
        ("-z", "unknown shorthand flag: 'z' in -z"),
        ("-iz", "unknown shorthand flag: 'z' in -z"),
        ("-\u00e9", "unknown shorthand flag: '\u00c3' in -\u00e9"),
        (
            "--replicas 09",
            'invalid argument "09" for "--replicas" flag: strconv.ParseInt: parsing "09": invalid syntax',
        ),
        ("--timeout 9999999h", 'invalid argument "9999999h" for "--timeout" flag: time: invalid duration "9999999h"'),
        ("--output", "flag needs an argument: --output"),
        ("-o", "flag needs an argument: 'o' in -o"),
        ("--=x", "bad flag syntax: --=x"),
        ("--replicas x", 'invalid argument "x" for "--replicas" flag: strconv.ParseInt: parsing "x": invalid syntax'),
        (
            "--replicas 99999999999",
            'invalid argument "99999999999" for "--replicas" flag: '
            'strconv.ParseInt: parsing "99999999999": value out of range',
        ),
        ("--all=x", 'invalid argument "x" for "-A, --all" flag: strconv.ParseBool: parsing "x": invalid syntax'),
        ("--timeout=1", 'invalid argument "1" for "--timeout" flag: time: missing unit in duration "1"'),
    ],
)
def test_flag_errors(line: str, message: str) -> None:
    with pytest.raises(FlagError) as caught:
        COMMAND.parse_command_line(line.split(), "kubectl try", GLOBAL_FLAGS, pytest.fail)
    assert caught.value.message == f"{message}\nSee 'kubectl try --help' for usage."


def test_deprecated_flags_are_noted() -> None:
    notes: list[str] = []
    COMMAND.parse_command_line(["--old", "x"], "kubectl try", GLOBAL_FLAGS, notes.append)
    assert notes == ["Flag --old has been deprecated, use --output"]


@pytest.mark.parametrize(
    ("line", "index"),
    [
        ("get", 0),
        ("-n x get", 2),
        ("--namespace=x get", 1),
        ("-nx get", 1),
        ("-z get", None),
        ("-- get", None),
        ("- get", 1),
    ],
)
def test_where_the_command_stands(line: str, index: int | None) -> None:
    assert first_argument(line.split(), GLOBAL_FLAGS) == index


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gte", ["get"]),
        ("foo", ["top"]),
        ("desc", ["describe"]),
        ("api", ["cp", "api-versions", "api-resources"]),
        ("o", ["top", "cp", "options"]),
        ("zzzzzz", []),
    ],
)
def test_suggestions(typed: str, meant: list[str]) -> None:
    assert suggestions(typed, ROWS) == meant
