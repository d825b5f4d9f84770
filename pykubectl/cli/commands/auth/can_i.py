"""auth can-i: asks the server whether an action is allowed, or which are.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/auth/cani.go.
"""

from typing import NamedTuple

from pykubectl import Object
from pykubectl.cli.errors import Exit, Failure
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.mapping import mapper_of
from pykubectl.cli.policy_rules import break_down, compact, sort_key
from pykubectl.cli.printers.tabwriter import TabWriter
from pykubectl.cli.resources import ALL_NAMESPACES_FLAG
from pykubectl.cli.session import Session
from pykubectl.client import ApiResource

_REVIEWS = "/apis/authorization.k8s.io/v1/"
_VERBS = frozenset(
    {
        "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "use", "bind", "impersonate", "*",
        "approve", "sign", "escalate", "attest",
    }
)  # fmt: skip
_PATH_VERBS = frozenset({"get", "put", "post", "head", "options", "delete", "patch", "*"})
# Resources that only rules know.
_UNSERVED = frozenset({"users", "groups"})


class _Question(NamedTuple):
    """`row` is None for a resource that the server does not have."""

    verb: str
    resource: str = ""
    name: str = ""
    path: str = ""
    row: ApiResource | None = None


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if flags["list"]:
        if arguments:
            raise Failure("list option must be specified with no arguments")
        if flags["quiet"] or flags["all-namespaces"] or flags["subresource"]:
            raise Failure("list option can't be specified with neither quiet, all-namespaces nor subresource options")
        _list(session, flags)
        return None
    if len(arguments) != 2:
        raise Failure(
            "you must specify two arguments: verb resource or verb resource/resourceName.\n"
            f"See '{session.path} -h' for help and examples."
        )
    question = _question(session, arguments)
    _check(session, flags, question)
    status = _ask(session, flags, question)
    if not flags["quiet"]:
        reasons = [status[field] for field in ("reason", "evaluationError") if status.get(field)]
        session.line("yes" if status["allowed"] else " - ".join(["no", *reasons]))
    if not status["allowed"]:
        raise Exit(1)
    return None


def _question(session: Session, arguments: list[str]) -> _Question:
    verb, what = arguments
    if what.startswith("/"):
        return _Question(verb, path=what)
    resource, _, name = what.partition("/")
    if resource == "*":
        return _Question(verb, resource, name)
    row = mapper_of(session).find(resource.lower())
    if row is None and resource not in _UNSERVED:
        plain, _, group = resource.lower().partition(".")
        where = f" in group '{group}'" if group else ""
        session.warn(f"the server doesn't have a resource type '{plain}'{where}\n")
    return _Question(verb, resource, name, row=row)


def _check(session: Session, flags: Flags, question: _Question) -> None:
    if question.path:
        if flags["subresource"]:
            raise Failure("--subresource can not be used with NonResourceURL")
        if question.verb not in _PATH_VERBS:
            session.warn(f"verb '{question.verb}' is not a known verb\n")
    elif not flags["all-namespaces"]:
        row = question.row
        if row is not None and not row.namespaced:
            group = f" in group '{row.group}'" if row.group else ""
            session.warn(f"resource '{row.plural}' is not namespace scoped{group}\n")
        if question.verb not in _VERBS:
            session.warn(f"verb '{question.verb}' is not a known verb\n")
    if flags["no-headers"]:
        raise Failure("--no-headers cannot be set without --list specified")


def _ask(session: Session, flags: Flags, question: _Question) -> Object:
    if question.path:
        spec: Object = {"nonResourceAttributes": {"path": question.path, "verb": question.verb}}
    else:
        row = question.row
        asked = {
            "namespace": "" if flags["all-namespaces"] else session.namespace,
            "verb": question.verb,
            "group": row.group if row else "",
            "resource": row.plural if row else question.resource,
            "subresource": flags["subresource"],
            "name": question.name,
        }
        spec = {"resourceAttributes": {field: text for field, text in asked.items() if text}}
    review = {"kind": "SelfSubjectAccessReview", "apiVersion": "authorization.k8s.io/v1", "metadata": {}, "spec": spec}
    status: Object = session.request("POST", _REVIEWS + "selfsubjectaccessreviews", body=review)["status"]
    return status


def _list(session: Session, flags: Flags) -> None:
    spec = {"namespace": session.namespace}
    review = {"kind": "SelfSubjectRulesReview", "apiVersion": "authorization.k8s.io/v1", "metadata": {}, "spec": spec}
    status = session.request("POST", _REVIEWS + "selfsubjectrulesreviews", body=review)["status"]
    if status.get("incomplete"):
        session.note(f"warning: the list may be incomplete: {status.get('evaluationError', '')}")
    rules = [*(status.get("resourceRules") or ()), *(status.get("nonResourceRules") or ())]
    writer = TabWriter()
    if not flags["no-headers"]:
        writer.text("Resources\tNon-Resource URLs\tResource Names\tVerbs\n")
    singles = [single for rule in rules for single in break_down(rule)]
    for rule in sorted(compact(singles), key=sort_key):
        cells = (f"[{' '.join(rule.get(field) or ())}]" for field in ("nonResourceURLs", "resourceNames", "verbs"))
        writer.text("\t".join([_resource(rule), *cells]) + "\n")
    session.write(writer.flush())


def _resource(rule: Object) -> str:
    """`deployments.apps/scale`."""
    if not rule.get("resources"):
        return ""
    resource, slash, subresource = rule["resources"][0].partition("/")
    group = rule["apiGroups"][0]
    return f"{resource}.{group}{slash}{subresource}" if group else f"{resource}{slash}{subresource}"


COMMAND = Command(
    "can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]",
    run,
    short="Say whether an action is allowed",
    long="Says yes or no, and ends with 0 or 1 accordingly. VERB is get, list, watch, create, delete and the like; TYPE a"
    " resource; NONRESOURCEURL a path that begins with /. --list shows everything that is allowed in the namespace.",
    examples="""
# May I create pods in any namespace
kubectl auth can-i create pods --all-namespaces

# May a service account list deployments
kubectl auth can-i list deployments.apps --as=system:serviceaccount:default:robot

# What may I do here
kubectl auth can-i --list
""",
    flags=(
        ALL_NAMESPACES_FLAG,
        Flag("list", "bool", False, "Show everything that is allowed."),
        Flag("no-headers", "bool", False, "With --list: no headers."),
        Flag("quiet", "bool", False, "Print nothing; the exit code says it.", "q"),
        Flag("subresource", "string", "", "Subresource, such as log or scale."),
    ),
)
