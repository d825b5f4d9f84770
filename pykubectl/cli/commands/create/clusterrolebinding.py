"""create clusterrolebinding.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_clusterrolebinding.go.
"""

from pykubectl import Object
from pykubectl.cli.commands.create.rolebinding import GROUP, SUBJECT_FLAGS, subjects
from pykubectl.cli.generating import GENERATOR_FLAGS, Made, create_object, metadata, the_name
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = the_name(session, flags, arguments)
    about = metadata(session, name, namespaced=False)
    obj: Object = {"kind": "ClusterRoleBinding", "apiVersion": f"{GROUP}/v1", "metadata": about}
    found = subjects(flags)
    if found:
        obj["subjects"] = found
    obj["roleRef"] = {"apiGroup": GROUP, "kind": "ClusterRole", "name": flags["clusterrole"]}
    failure = "failed to create clusterrolebinding: "
    return create_object(session, flags, Made(obj, "clusterrolebindings", namespaced=False, failure=failure))


COMMAND = Command(
    "clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname]"
    " [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
    run,
    short="A cluster role binding for a cluster role",
    long="Gives users, groups and service accounts a cluster role, in all namespaces.",
    examples="""
# A user and a group may everything
kubectl create clusterrolebinding admins --clusterrole=cluster-admin --user=ann --group=ops
""",
    flags=(
        Flag("clusterrole", "string", "", "The cluster role to bind.", required=True),
        *SUBJECT_FLAGS,
        *GENERATOR_FLAGS,
    ),
)
