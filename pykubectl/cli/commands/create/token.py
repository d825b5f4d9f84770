"""create token: asks the server for a token of a service account and prints it.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_token.go.
"""

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.generating import the_name
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.printers import PRINT_FLAGS, printer_for
from pykubectl.cli.session import Session
from pykubectl.errors import StatusError
from pykubectl.machinery.requests import Target, resource_path

BINDABLE = {"Node": "v1", "Pod": "v1", "Secret": "v1"}


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = the_name(session, flags, arguments)
    show = printer_for(session, flags)
    spec = _spec(flags)
    body = {
        "kind": "TokenRequest",
        "apiVersion": "authentication.k8s.io/v1",
        "metadata": {},
        "spec": spec,
        "status": {},
    }
    path = resource_path(Target("", "v1", session.namespace, "serviceaccounts", name, "token"))
    try:
        answer: Object = session.request("POST", path, body=body)
    except StatusError as error:
        raise Failure(f"failed to create token: {error.message}") from None
    token = (answer.get("status") or {}).get("token", "")
    if not token:
        raise Failure("failed to create token: no token in server response")
    session.write(show(answer) if show else f"{token}\n")
    return None


def _spec(flags: Flags) -> Object:
    seconds: float = flags["duration"]
    if seconds < 0:
        raise Failure("--duration must be greater than or equal to 0")
    if seconds % 1:
        raise Failure("--duration cannot be expressed in units less than seconds")
    spec: Object = {"audiences": flags["audience"] or None, "expirationSeconds": int(seconds) or None}
    kind, name, uid = flags["bound-object-kind"], flags["bound-object-name"], flags["bound-object-uid"]
    if not kind:
        if name:
            raise Failure("--bound-object-name can only be set if --bound-object-kind is provided")
        if uid:
            raise Failure("--bound-object-uid can only be set if --bound-object-kind is provided")
        return spec
    if kind not in BINDABLE:
        raise Failure(f"supported --bound-object-kind values are {', '.join(sorted(BINDABLE))}")
    if not name:
        raise Failure("--bound-object-name is required if --bound-object-kind is provided")
    reference = {"kind": kind, "apiVersion": BINDABLE[kind], "name": name}
    return {**spec, "boundObjectRef": {**reference, "uid": uid} if uid else reference}


COMMAND = Command(
    "token SERVICE_ACCOUNT_NAME",
    run,
    short="Ask for a service account's token",
    long="Asks the server for a token of a service account and prints it.",
    examples="""
# A token for the API server
kubectl create token robot

# One that lives for ten minutes
kubectl create token robot --duration 10m
""",
    flags=(
        Flag("audience", "array", [], "Who the token is meant for; may be repeated."),
        Flag("bound-object-kind", "string", "", "Kind of an object that the token ends with: Node, Pod or Secret."),
        Flag("bound-object-name", "string", "", "Name of that object."),
        Flag("bound-object-uid", "string", "", "UID of that object."),
        Flag("duration", "duration", 0.0, "How long the token is wanted for; the server may decide otherwise."),
        *PRINT_FLAGS,
    ),
)
