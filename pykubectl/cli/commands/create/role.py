"""create role: one rule per API group of the resources named.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_role.go.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pykubectl import Object
from pykubectl.cli.errors import Failure, NoMatch
from pykubectl.cli.generating import GENERATOR_FLAGS, Made, create_object, metadata, the_name
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.mapping import mapper_of
from pykubectl.cli.session import Session

RESOURCE_VERBS = frozenset(
    [
        "get",
        "delete",
        "list",
        "create",
        "update",
        "patch",
        "watch",
        "proxy",
        "deletecollection",
        "use",
        "bind",
        "escalate",
        "impersonate",
        "*",
    ]
)
RULE_FLAGS = (
    Flag("resource", "strings", [], "Resource that the rule is about; may be repeated."),
    Flag("resource-name", "array", [], "Name of an object the rule is limited to; may be repeated."),
    Flag("verb", "strings", [], "What may be done with it; may be repeated."),
)


class RuleResource(NamedTuple):
    resource: str
    group: str = ""
    subresource: str = ""


def rule_verbs(flags: Flags) -> list[str]:
    """The verbs, each once; `*` stands for all."""
    verbs = list(dict.fromkeys(flags["verb"]))
    return ["*"] if "*" in verbs else verbs


def rule_resources(flags: Flags) -> list[RuleResource]:
    """`deployments.apps/scale`. Raises Failure."""
    found: list[RuleResource] = []
    for text in flags["resource"]:
        path, _, subresource = text.partition("/")
        resource, _, group = path.partition(".")
        if resource == "*" and not group and text == "*":
            return [RuleResource("*")]
        if not resource:
            raise Failure("resource must be specified if apiGroup/subresource specified")
        found.append(RuleResource(resource, group, subresource))
    return list(dict.fromkeys(found))


def check_verbs(session: Session, verbs: Sequence[str]) -> None:
    if not verbs:
        raise Failure("at least one verb must be specified")
    for verb in verbs:
        if verb not in RESOURCE_VERBS:
            session.warn(f"'{verb}' is not a standard resource verb")


def resource_rules(
    session: Session, verbs: Sequence[str], wanted: Sequence[RuleResource], names: Sequence[str]
) -> list[Object]:
    """One rule per API group, groups in order. Raises NoMatch."""
    by_group: dict[str, list[str]] = {}
    for one in wanted:
        group, plural = ("", "*") if one.resource == "*" else _resolve(session, one)
        path = f"{plural}/{one.subresource}" if one.subresource else plural
        resources = by_group.setdefault(group, [])
        if path not in resources:
            resources.append(path)
    rules: list[Object] = []
    for group in sorted(by_group):
        rule: Object = {"verbs": list(verbs), "apiGroups": [group], "resources": by_group[group]}
        rules.append({**rule, "resourceNames": list(names)} if names else rule)
    return rules


def _resolve(session: Session, one: RuleResource) -> tuple[str, str]:
    argument = f"{one.resource}.{one.group}" if one.group else one.resource
    row = mapper_of(session).find(argument)
    if row is None:
        where = f' in group "{one.group}"' if one.group else ""
        raise NoMatch(f'the server doesn\'t have a resource type "{one.resource}"{where}')
    return row.group, row.plural


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = the_name(session, flags, arguments)
    verbs, wanted = rule_verbs(flags), rule_resources(flags)
    check_verbs(session, verbs)
    if not wanted:
        raise Failure("at least one resource must be specified")
    rules = resource_rules(session, verbs, wanted, flags["resource-name"])
    about = metadata(session, name)
    obj = {"kind": "Role", "apiVersion": "rbac.authorization.k8s.io/v1", "metadata": about, "rules": rules}
    return create_object(session, flags, Made(obj, "roles"))


COMMAND = Command(
    "role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename]"
    " [--dry-run=server|client|none]",
    run,
    short="A role of one rule",
    long="Makes a role that allows some verbs on some resources.",
    examples="""
# Read pods
kubectl create role pod-reader --verb=get,list,watch --resource=pods

# Only one of them, and its log
kubectl create role log-reader --verb=get --resource=pods,pods/log --resource-name=web
""",
    flags=(*RULE_FLAGS, *GENERATOR_FLAGS),
)
