"""set subject: adds users, groups and service accounts to role bindings.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/set/set_subject.go.
"""

from pykubectl import Object
from pykubectl.cli.commands.set.updating import Update, begin, infos_of, update_objects
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.printers import PRINT_FLAGS
from pykubectl.cli.resources import FILENAME_FLAGS, SELECTOR_FLAG
from pykubectl.cli.session import Session
from pykubectl.cli.writes import ALL_FLAG, DRY_RUN_FLAG, LOCAL_FLAG, field_manager_flag

_GROUP = "rbac.authorization.k8s.io"


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    setting = begin(session, flags, "subjects updated")
    infos = infos_of(setting, arguments)
    setting.refuse_local_server_run()
    if flags["all"] and flags["selector"]:
        raise Failure("cannot set --all and --selector at the same time")
    if not flags["user"] and not flags["group"] and not flags["serviceaccount"]:
        raise Failure("you must specify at least one value of user, group or serviceaccount")
    has_no_namespace = any(info.resource.kind == "ClusterRoleBinding" for info in infos)
    for account in flags["serviceaccount"]:
        if account.count(":") != 1 or account.endswith(":"):
            raise Failure("serviceaccount must be <namespace>:<name>")
        if account.startswith(":") and has_no_namespace:
            raise Failure("serviceaccount must be <namespace>:<name>, namespace must be specified")
    wanted = _subjects(flags, session.namespace)

    def change(obj: Object) -> None:
        if obj["kind"] not in ("RoleBinding", "ClusterRoleBinding"):
            raise Failure("setting subjects is only supported for RoleBinding/ClusterRoleBinding")
        there: list[Object] = obj.get("subjects") or []
        added = [one for one in wanted if not any(_is_same(one, other) for other in there)]
        if added:
            obj["subjects"] = [*there, *added]

    update_objects(setting, infos, Update(change, "failed to patch subjects to rolebinding:", []))
    return None


def _subjects(flags: Flags, default_namespace: str) -> list[Object]:
    found: list[Object] = []
    for kind, flag in (("User", "user"), ("Group", "group")):
        for name in sorted(set(flags[flag])):
            found.append({"kind": kind, "apiGroup": _GROUP, "name": name})
    for account in sorted(set(flags["serviceaccount"])):
        namespace, _, name = account.partition(":")
        found.append({"kind": "ServiceAccount", "name": name, "namespace": namespace or default_namespace})
    return found


def _is_same(subject: Object, other: Object) -> bool:
    return all(subject.get(field, "") == other.get(field, "") for field in ("kind", "name", "namespace"))


COMMAND = Command(
    "subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname]"
    " [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
    run,
    short="Add users, groups or service accounts to a role binding",
    long="Adds subjects to role bindings and cluster role bindings.",
    examples="""
# One more user
kubectl set subject rolebinding viewers --user=ana
""",
    flags=(
        ALL_FLAG,
        DRY_RUN_FLAG,
        field_manager_flag("kubectl-set"),
        *FILENAME_FLAGS,
        Flag("group", "strings", [], "Groups to add."),
        LOCAL_FLAG,
        *PRINT_FLAGS,
        SELECTOR_FLAG,
        Flag("serviceaccount", "strings", [], "Service accounts to add, as namespace:name."),
        Flag("user", "strings", [], "Users to add."),
    ),
)
