"""set serviceaccount: as whom pods run.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/set/set_serviceaccount.go.
"""

from pykubectl import Object
from pykubectl.cli.commands.set.pod_specs import pod_spec
from pykubectl.cli.commands.set.updating import Update, begin, infos_of, update_objects
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flags
from pykubectl.cli.printers import PRINT_FLAGS
from pykubectl.cli.resources import FILENAME_FLAGS
from pykubectl.cli.session import Session
from pykubectl.cli.writes import ALL_FLAG, DRY_RUN_FLAG, LOCAL_FLAG, RECORD_FLAG, field_manager_flag


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    setting = begin(session, flags, "serviceaccount updated")
    setting.refuse_local_server_run()
    if not arguments:
        raise Failure("serviceaccount is required")
    *resources, account = arguments

    def change(obj: Object) -> None:
        pod_spec(obj)["serviceAccountName"] = account

    infos = infos_of(setting, [] if setting.is_local else resources)
    update_objects(setting, infos, Update(change, "failed to patch ServiceAccountName", [], always=True))
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
    flags=(
        ALL_FLAG,
        DRY_RUN_FLAG,
        field_manager_flag("kubectl-set"),
        *FILENAME_FLAGS,
        LOCAL_FLAG,
        *PRINT_FLAGS,
        RECORD_FLAG,
    ),
)
