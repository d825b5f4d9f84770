"""set serviceaccount: as whom pods run.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/set/set_serviceaccount.go.
"""

from pykubectl import Object
from pykubectl.cli.commands.set.pod_specs import pod_spec
from pykubectl.cli.commands.set.updating import infos_of, update_objects
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flags
from pykubectl.cli.printers import PRINT_FLAGS
from pykubectl.cli.resources import FILENAME_FLAGS, MISSING
from pykubectl.cli.session import Session
from pykubectl.cli.writes import ALL_FLAG, DRY_RUN_FLAG, LOCAL_FLAG, field_manager_flag


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if not arguments:
        raise Failure("serviceaccount is required")
    *resources, account = arguments
    if flags["local"] and not flags["filename"] and not flags["kustomize"]:
        raise Failure(MISSING)

    def change(obj: Object) -> None:
        spec = pod_spec(obj)
        spec["serviceAccountName"] = account
        if not flags["local"]:
            # The old name of the field; the server keeps both equal.
            spec["serviceAccount"] = account

    update_objects(session, flags, infos_of(session, flags, resources), "serviceaccount updated", change)
    return None


COMMAND = Command(
    "serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT",
    run,
    short="Change the service account of pods",
    long="Changes the service account in pods and pod templates.",
    examples="""
# Run the pods of a deployment as robot
kubectl set serviceaccount deployment/web robot
""",
    flags=(ALL_FLAG, DRY_RUN_FLAG, field_manager_flag("kubectl-set"), *FILENAME_FLAGS, LOCAL_FLAG, *PRINT_FLAGS),
)
