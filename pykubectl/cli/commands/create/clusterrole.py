"""create clusterrole: rules on resources and on URLs, or an aggregation of other roles.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_clusterrole.go.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.cli.commands.create.role import RULE_FLAGS, check_verbs, resource_rules, rule_resources, rule_verbs
from pykubectl.cli.errors import Failure
from pykubectl.cli.generating import GENERATOR_FLAGS, Made, create_object, metadata, the_name
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.session import Session

URL_VERBS = frozenset(["get", "post", "put", "delete", "patch", "head", "options", "*"])


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = the_name(session, flags, arguments)
    verbs, wanted = rule_verbs(flags), rule_resources(flags)
    urls: list[str] = list(dict.fromkeys(flags["non-resource-url"]))
    about = metadata(session, name, namespaced=False)
    obj: Object = {"kind": "ClusterRole", "apiVersion": "rbac.authorization.k8s.io/v1", "metadata": about}
    if flags["aggregation-rule"]:
        if urls or verbs or wanted or flags["resource-name"]:
            raise Failure(
                "aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames"
            )
        obj.update(rules=None, aggregationRule={"clusterRoleSelectors": [{"matchLabels": flags["aggregation-rule"]}]})
    else:
        _check(session, verbs, bool(wanted), urls)
        obj["rules"] = resource_rules(session, verbs, wanted, flags["resource-name"])
        if urls:
            obj["rules"].append({"verbs": verbs, "nonResourceURLs": urls})
    return create_object(session, flags, Made(obj, "clusterroles", namespaced=False))


def _check(session: Session, verbs: Sequence[str], has_resources: bool, urls: Sequence[str]) -> None:
    if not verbs:
        raise Failure("at least one verb must be specified")
    if not has_resources and not urls:
        raise Failure("one of resource or nonResourceURL must be specified")
    if has_resources:
        check_verbs(session, verbs)
    if urls:
        _check_urls(verbs, urls)


def _check_urls(verbs: Sequence[str], urls: Sequence[str]) -> None:
    for verb in verbs:
        if verb not in URL_VERBS:
            raise Failure(f"invalid verb: '{verb}' for nonResourceURL")
    for url in urls:
        if url == "*":
            continue
        if not url.startswith("/"):
            raise Failure("nonResourceURL should start with /")
        if "*" in url[:-1]:
            raise Failure("nonResourceURL only supports wildcard matches when '*' is at the end")


COMMAND = Command(
    "clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename]"
    " [--dry-run=server|client|none]",
    run,
    short="A cluster role",
    long="Makes a cluster role: some verbs on some resources, on URLs that are no resources, or what other roles add up to.",
    examples="""
# Read pods everywhere
kubectl create clusterrole pod-reader --verb=get,list,watch --resource=pods

# Look at a path
kubectl create clusterrole logs --verb=get --non-resource-url=/logs/*

# All roles with a label together
kubectl create clusterrole monitoring --aggregation-rule="rbac.example.com/aggregate-to-monitoring=true"
""",
    flags=(
        Flag("aggregation-rule", "pairs", {}, "Labels of the roles to aggregate."),
        Flag("non-resource-url", "strings", [], "Path the rule is about; may be repeated."),
        *RULE_FLAGS,
        *GENERATOR_FLAGS,
    ),
)
