"""-v and --vmodule: which lines of kubectl's log there are at which level, word for word but for times and process numbers."""

import io
import re
import sys

import pytest

from pykubectl.cli.main import run
from pykubectl.cli.session import Streams
from tests.cli.conftest import Kubectl

URL = "https://embedded/api/v1/namespaces/default/configmaps"
TABLE = ",".join(f"application/json;as=Table;v={version};g=meta.k8s.io" for version in ("v1", "v1beta1"))
RESPONSE = f'round_trippers.go:632] "Response" verb="GET" url="{URL}/a" status="404 Not Found" milliseconds=<n>'
STATUS = """helpers.go:247] server response object: {
  "kind": "Status",
  "apiVersion": "v1",
  "metadata": {},
  "status": "Failure",
  "message": "configmaps \\"a\\" not found",
  "reason": "NotFound",
  "details": {
    "name": "a",
    "kind": "configmaps"
  },
  "code": 404
}"""
MISSING = 'Error from server (NotFound): configmaps "a" not found'
STATUS_BODY = (
    '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"configmaps \\"a\\" not found",'
    '"reason":"NotFound","details":{"name":"a","kind":"configmaps"},"code":404}'
)


def log(kubectl: Kubectl, *argv: str) -> str:
    """What a command says on stderr, without what client-go says of its features."""
    text = re.sub(r"^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d{6} [ \d]{7} ", "", kubectl(*argv).err, flags=re.M)
    text = re.sub(r"(illiseconds)=\d+", r"\1=<n>", text)
    text = re.sub(r"Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", "Date: <date>", text)
    text = re.sub(r"User-Agent: kubectl/v1[^\n\"]*", "User-Agent: <agent>", text)
    return "\n".join(line for line in text.splitlines() if not line.startswith("envvar.go"))


HEADERS = f"""round_trippers.go:527] "Request" verb="GET" url="{URL}/a" headers=<
	Accept: {TABLE},application/json
	User-Agent: <agent>
 >
"""
LEVELS = {
    "-v=0": MISSING,
    "--v=3": MISSING,
    "-v4": f"{STATUS}\n{MISSING}",
    "--vmodule=help*=4,x=9": f"{STATUS}\n{MISSING}",
    "-v=6": f"{RESPONSE}\n{STATUS}\n{MISSING}",
    "--vmodule=round_trippers=6": f"{RESPONSE}\n{MISSING}",
    "-v=7": f"""{HEADERS}round_trippers.go:632] "Response" status="404 Not Found" milliseconds=<n>\n{STATUS}\n{MISSING}""",
    "-v=8": f"""helper.go:105] "Request Body" body=""
{HEADERS}round_trippers.go:632] "Response" status="404 Not Found" headers=<
	Cache-Control: no-cache, private
	Content-Length: {len(STATUS_BODY) + 1}
	Content-Type: application/json
	Date: <date>
 > milliseconds=<n>
helper.go:105] "Response Body" body=<
	{STATUS_BODY}
 >
{STATUS}
{MISSING}""",
    "-v=9": f"""helper.go:105] "Request Body" body=""
round_trippers.go:527] "Request" curlCommand=<
	curl -v -XGET  -H "Accept: {TABLE},application/json" -H "User-Agent: <agent>" '{URL}/a'
 >
round_trippers.go:632] "Response" verb="GET" url="{URL}/a" status="404 Not Found" headers=<
	Cache-Control: no-cache, private
	Content-Length: {len(STATUS_BODY) + 1}
	Content-Type: application/json
	Date: <date>
 > milliseconds=<n> dnsLookupMilliseconds=<n> dialMilliseconds=<n> tlsHandshakeMilliseconds=<n> serverProcessingMilliseconds=<n>
helper.go:105] "Response Body" body=<
	{STATUS_BODY}
 >
{STATUS}
{MISSING}""",
}


@pytest.mark.parametrize("flag", LEVELS)
def test_levels(kubectl: Kubectl, flag: str) -> None:
    assert log(kubectl, "get", "configmap", "a", flag) == LEVELS[flag]


REQUESTS = {
    "get cm": [f'"Response" verb="GET" url="{URL}?limit=500" status="200 OK" milliseconds=<n>'],
    "get cm -l a=b,c!=d --chunk-size=0": [f'"Response" verb="GET" url="{URL}?labelSelector=a%3Db%2Cc%21%3Dd" status="200 OK" milliseconds=<n>'],
    "get cm -w --request-timeout=61": [
        f'"Response" verb="GET" url="{URL}?limit=500&timeout=1m1s" status="200 OK" milliseconds=<n>',
        f'"Response" verb="GET" url="{URL}?resourceVersion=<v>&timeout=1m1s&watch=true" status="200 OK" milliseconds=<n>',
    ],
    "create cm b": [f'"Response" verb="POST" url="{URL}?fieldManager=kubectl-create&fieldValidation=Strict" status="201 Created" milliseconds=<n>'],
    "version": ['"Response" verb="GET" url="https://embedded/version?timeout=32s" status="200 OK" milliseconds=<n>'],
    "get nope": [
        '"Response" verb="GET" url="https://embedded/api?timeout=32s" status="200 OK" milliseconds=<n>',
        '"Response" verb="GET" url="https://embedded/apis?timeout=32s" status="200 OK" milliseconds=<n>',
    ],
    "api-resources --cached": [],
    "version --client": [],
}  # fmt: skip


@pytest.mark.parametrize("line", REQUESTS)
def test_requests(kubectl: Kubectl, line: str) -> None:
    text = re.sub(r"resourceVersion=\d+", "resourceVersion=<v>", log(kubectl, *line.split(), "-v=6"))
    logged = [one for one in text.splitlines() if one.startswith("round_trippers")]
    assert logged == [f"round_trippers.go:632] {one}" for one in REQUESTS[line]]


def test_bodies_are_cut_by_level(kubectl: Kubectl) -> None:
    kubectl("create", "cm", "a", f"--from-literal=x={'y' * 20_000}")
    bodies = {
        level: log(kubectl, "get", "cm", "a", "-o", "json", f"-v={level}").partition('Body" body="{')[2]
        for level in (8, 9, 10)
    }
    assert re.search(r"y \[truncated \d+ chars\]\"$", bodies[8])
    assert len(bodies[8]) < 1400 < 10240 < len(bodies[9]) < 11000
    assert "truncated" not in log(kubectl, "get", "cm", "a", "-o", "json", "-v=10")


def test_who_is_impersonated_shows_in_the_headers(kubectl: Kubectl) -> None:
    flags = ("--as=me", "--as-group=system:masters", "--as-group=h", "--as-uid=u", "--as-user-extra=K/x=w")
    lines = log(kubectl, "get", "cm", *flags, "-v=7").splitlines()
    assert [line.strip() for line in lines if "Impersonate" in line] == [
        "Impersonate-Extra-K%2fx: w",
        "Impersonate-Group: h",
        "Impersonate-Group: system:masters",
        "Impersonate-Uid: u",
        "Impersonate-User: me",
    ]


@pytest.mark.parametrize(
    ("flag", "message"),
    [
        ("--v=x", 'invalid argument "x" for "-v, --v" flag: strconv.ParseInt: parsing "x": invalid syntax'),
        ("-v=0x6", 'invalid argument "0x6" for "-v, --v" flag: strconv.ParseInt: parsing "0x6": invalid syntax'),
        ("-v=2147483648", 'invalid argument "2147483648" for "-v, --v" flag: strconv.ParseInt: parsing "2147483648": value out of range'),
        ("--vmodule=a=1,b", 'invalid argument "a=1,b" for "--vmodule" flag: syntax error: expect comma-separated list of filename=N'),
        ("--vmodule==3", 'invalid argument "=3" for "--vmodule" flag: syntax error: expect comma-separated list of filename=N'),
        ("--vmodule=x=-1", 'invalid argument "x=-1" for "--vmodule" flag: negative value for vmodule level'),
        ("--log-flush-frequency=1", 'invalid argument "1" for "--log-flush-frequency" flag: parse error'),
    ],
)  # fmt: skip
def test_bad_values(kubectl: Kubectl, flag: str, message: str) -> None:
    done = kubectl("get", "cm", flag)
    assert (done.code, done.err) == (1, f"error: {message}\nSee 'kubectl get --help' for usage.\n")


@pytest.mark.parametrize("flag", ["--v=-1", "--vmodule=,", "--vmodule=", "-v=0"])
def test_values_that_ask_for_nothing(kubectl: Kubectl, flag: str) -> None:
    assert kubectl("get", "pdb", flag).err == "No resources found in default namespace.\n"


def test_the_files_of_the_configuration_are_named_once(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYKUBECTL_HOME", str(tmp_path))
    monkeypatch.delenv("KUBECONFIG", raising=False)
    for expected in (0, 1):  # the first command makes the file
        screen = io.StringIO()
        assert run(["kubectl", "get", "cm", "-v=6"], Streams(sys.stdin, io.StringIO(), screen)) == 0
        assert screen.getvalue().count(f"loader.go:408] Config loaded from file:  {tmp_path}/config\n") == expected
