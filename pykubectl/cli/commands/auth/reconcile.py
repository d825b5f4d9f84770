"""auth reconcile: creates what is missing of roles and bindings, adds missing rules and subjects, on request removes extra ones.

A binding's role cannot be changed: such a binding is made anew.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/auth/reconcile.go, .../component-helpers/auth/rbac/reconciliation.
"""

from dataclasses import dataclass, field

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.policy_rules import go_text, uncovered
from pykubectl.cli.printers import PRINT_FLAGS, result_printer
from pykubectl.cli.resources import FILENAME_FLAGS, Builder, Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import DRY_RUN_FLAG, Writes, dry_run
from pykubectl.errors import AlreadyExists, NotFound
from pykubectl.machinery.objects import copy

_GROUP = "rbac.authorization.k8s.io"
_PROTECTION = "rbac.authorization.kubernetes.io/autoupdate"


@dataclass
class _Plan:
    """What is to be done: "", create, update or recreate; what is missing and extra, as Go prints it."""

    obj: Object
    operation: str = ""
    is_protected: bool = False
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if not flags["filename"] and not flags["kustomize"]:
        raise Failure("must specify one of -f and -k")
    if arguments:
        raise Failure("no arguments are allowed")
    dry = dry_run(session, flags)
    if dry == "server":
        raise Failure("--dry-run=server for command reconcile is not supported yet")
    show = result_printer(session, flags, "reconciled", dry)
    writes = Writes.of(session, flags, dry)

    def reconcile(info: Info) -> None:
        if info.resource.group != _GROUP:
            obj = info.content
            meta = f"&v1.TypeMeta{{Kind:{quote(obj['kind'])}, APIVersion:{quote(obj['apiVersion'])}}}"
            session.log(1, "reconcile.go:306", f"skipping {meta}")
            return
        is_role = info.resource.kind in ("Role", "ClusterRole")
        plan = _plan(session, flags, info, is_role=is_role)
        if dry == "none" and not plan.is_protected:
            _carry_out(writes, info, plan)
        session.write(show({**plan.obj, "apiVersion": info.content["apiVersion"], "kind": info.content["kind"]}))
        _tell(session, flags, plan, is_role=is_role)

    Builder.from_flags(session, flags, []).do().visit(reconcile)
    return None


def _plan(session: Session, flags: Flags, info: Info, *, is_role: bool) -> _Plan:
    wanted = info.content
    try:
        found: Object = session.request("GET", info.path)
    except NotFound:
        return _Plan(wanted, "create", missing=_texts(wanted, is_role=is_role))
    if not is_role and _role_of(found) != _role_of(wanted):
        return _Plan(wanted, "recreate", _is_protected(found))
    plan = _Plan(copy(found), "", _is_protected(found))
    for part in ("annotations", "labels"):
        merged = {**(wanted["metadata"].get(part) or {}), **(found["metadata"].get(part) or {})}
        if merged != (found["metadata"].get(part) or {}):
            plan.obj["metadata"][part] = merged
            plan.operation = "update"
    if is_role:
        _compare_rules(plan, found, wanted, remove=flags["remove-extra-permissions"])
    else:
        _compare_subjects(plan, found, wanted, remove=flags["remove-extra-subjects"])
    return plan


def _is_protected(obj: Object) -> bool:
    return (obj["metadata"].get("annotations") or {}).get(_PROTECTION) == "false"


def _role_of(binding: Object) -> tuple[str, str, str]:
    reference = binding["roleRef"]
    return reference.get("apiGroup", _GROUP), reference["kind"], reference["name"]


def _compare_rules(plan: _Plan, found: Object, wanted: Object, *, remove: bool) -> None:
    old, new = found.get("rules") or [], wanted.get("rules") or []
    if found.get("aggregationRule"):
        return
    missing, extra = uncovered(old, new), uncovered(new, old)
    plan.missing, plan.extra = [go_text(one) for one in missing], [go_text(one) for one in extra]
    _settle(plan, "rules", [*old, *missing], new, remove=remove)


def _compare_subjects(plan: _Plan, found: Object, wanted: Object, *, remove: bool) -> None:
    old, new = found.get("subjects") or [], wanted.get("subjects") or []
    missing = [one for one in new if one not in old]
    extra = [one for one in old if one not in new]
    plan.missing, plan.extra = [_subject(one) for one in missing], [_subject(one) for one in extra]
    _settle(plan, "subjects", [*old, *missing], new, remove=remove)


def _settle(plan: _Plan, part: str, union: list[Object], exact: list[Object], *, remove: bool) -> None:
    if not plan.missing and not (remove and plan.extra):
        return
    plan.obj[part] = exact if remove else union
    plan.operation = "update"


def _texts(obj: Object, *, is_role: bool) -> list[str]:
    if is_role:
        return [go_text(rule) for rule in obj.get("rules") or ()]
    return [_subject(one) for one in obj.get("subjects") or ()]


def _subject(subject: Object) -> str:
    names = (("Kind", "kind"), ("APIGroup", "apiGroup"), ("Name", "name"), ("Namespace", "namespace"))
    return "{" + " ".join(f"{go}:{subject.get(name, '')}" for go, name in names) + "}"


def _carry_out(writes: Writes, info: Info, plan: _Plan) -> None:
    if plan.operation == "update":
        plan.obj = writes.replace(info, plan.obj)
    elif plan.operation:
        if plan.operation == "recreate":
            writes.session.request("DELETE", info.path, body={"kind": "DeleteOptions", "apiVersion": "v1"})
        elif info.namespace:
            _ensure_namespace(writes.session, info.namespace)
        plan.obj = writes.create(info, plan.obj)


def _ensure_namespace(session: Session, name: str) -> None:
    try:
        session.request("GET", f"/api/v1/namespaces/{name}")
    except NotFound:
        body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
        try:
            session.request("POST", "/api/v1/namespaces", body=body)
        except AlreadyExists:
            return


def _tell(session: Session, flags: Flags, plan: _Plan, *, is_role: bool) -> None:
    if not plan.operation:
        return
    caveat = f", but object opted out ({_PROTECTION}: false)" if plan.is_protected else ""
    session.note(f"\treconciliation required {plan.operation}{caveat}")
    what = "rules" if is_role else "subjects"
    removes = flags["remove-extra-permissions" if is_role else "remove-extra-subjects"]
    for title, texts in ((f"missing {what} added", plan.missing), (f"extra {what} removed", plan.extra)):
        if texts and (removes or title.startswith("missing")):
            session.note(f"\t{title}:")
            for text in texts:
                session.note(f"\t\t{text}")


COMMAND = Command(
    "reconcile -f FILENAME",
    run,
    short="Bring roles and role bindings in line with a file",
    long="Creates the roles, cluster roles and their bindings in the files that are missing, and adds missing rules and"
    " subjects to those that are there.",
    examples="""
# Add what is missing
kubectl auth reconcile -f rbac.yaml

# Also remove what is in no file
kubectl auth reconcile -f rbac.yaml --remove-extra-permissions --remove-extra-subjects
""",
    flags=(
        DRY_RUN_FLAG,
        *FILENAME_FLAGS,
        *PRINT_FLAGS,
        Flag("remove-extra-permissions", "bool", False, "Remove rules that the files do not have."),
        Flag("remove-extra-subjects", "bool", False, "Remove subjects that the files do not have."),
    ),
)
