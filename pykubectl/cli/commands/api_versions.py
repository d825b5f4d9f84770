"""api-versions: the group versions that discovery knows.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/apiresources/apiversions.go.
"""

from pykubectl.cli.errors import UsageError
from pykubectl.cli.grammar import Command, Flags
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if arguments:
        raise UsageError(f"unexpected arguments: [{' '.join(arguments)}]", session.path)
    session.client.resources(refresh=True)
    groups = session.request("GET", "/apis")["groups"]
    versions = [version["groupVersion"] for group in groups for version in group["versions"]]
    versions += session.request("GET", "/api").get("versions") or []
    session.write("".join(f"{version}\n" for version in sorted(versions)))
    return None


COMMAND = Command(
    "api-versions",
    run,
    short='List the API versions that the server knows, as "group/version"',
    long='Lists the API versions that the server knows, as "group/version".',
    examples="""
# All
kubectl api-versions
""",
)
