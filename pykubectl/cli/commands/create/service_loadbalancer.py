"""create service loadbalancer.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_service.go.
"""

from pykubectl.cli.commands.create.service import TCP_FLAG, ServicePlan, create_service
from pykubectl.cli.generating import GENERATOR_FLAGS, the_name
from pykubectl.cli.grammar import Command, Flags
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    return create_service(session, flags, the_name(session, flags, arguments), ServicePlan("LoadBalancer"))


COMMAND = Command(
    "loadbalancer NAME [--tcp=port:targetPort] [--dry-run=server|client|none]",
    run,
    short="Behind a load balancer",
    long="Makes a service behind a load balancer.",
    examples="""
# A service
kubectl create service loadbalancer web --tcp=80:8080
""",
    flags=(TCP_FLAG, *GENERATOR_FLAGS),
)
