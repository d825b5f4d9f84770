"""create rolebinding.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_rolebinding.go.
"""

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.generating import GENERATOR_FLAGS, Made, create_object, metadata, the_name
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.session import Session

GROUP = "rbac.authorization.k8s.io"
SUBJECT_FLAGS = (
    Flag("group", "array", [], "Group to bind; may be repeated."),
    Flag("serviceaccount", "array", [], "Service account to bind (namespace:name); may be repeated."),
    Flag("user", "array", [], "User to bind; may be repeated."),
)


def subjects(flags: Flags) -> list[Object]:
    """Users, groups and service accounts, in this order. Raises Failure."""
    found: list[Object] = [{"kind": "User", "apiGroup": GROUP, "name": user} for user in flags["user"]]
    found += [{"kind": "Group", "apiGroup": GROUP, "name": group} for group in flags["group"]]
    for account in flags["serviceaccount"]:
        namespace, _, name = account.partition(":")
        if not namespace or not name or ":" in name:
            raise Failure("serviceaccount must be <namespace>:<name>")
        found.append({"kind": "ServiceAccount", "name": name, "namespace": namespace})
    return found


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = the_name(session, flags, arguments)
    if bool(flags["clusterrole"]) == bool(flags["role"]):
        raise Failure("exactly one of clusterrole or role must be specified")
    kind = "ClusterRole" if flags["clusterrole"] else "Role"
    obj: Object = {"kind": "RoleBinding", "apiVersion": f"{GROUP}/v1", "metadata": metadata(session, name)}
    found = subjects(flags)
    if found:
        obj["subjects"] = found
    obj["roleRef"] = {"apiGroup": GROUP, "kind": kind, "name": flags["clusterrole"] or flags["role"]}
    return create_object(session, flags, Made(obj, "rolebindings", failure="failed to create rolebinding: "))


COMMAND = Command(
    "rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname]"
    " [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
    run,
    short="A role binding for a role or cluster role",
    long="Gives users, groups and service accounts a role, or a cluster role within one namespace.",
    examples="""
# Two users and a group may what the cluster role admin may
kubectl create rolebinding admins --clusterrole=admin --user=ann --user=bob --group=ops
""",
    flags=(
        Flag("clusterrole", "string", "", "The cluster role to bind."),
        Flag("role", "string", "", "The role to bind."),
        *SUBJECT_FLAGS,
        *GENERATOR_FLAGS,
    ),
)
