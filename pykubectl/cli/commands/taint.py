"""taint: sets and removes taints of nodes (KEY=VALUE:EFFECT, KEY:EFFECT-, KEY-).

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/taint/{taint,utils}.go.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pykubectl import Object
from pykubectl.cli.errors import Aggregate, Failure, NoMatch, UsageError
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.mapping import mapper_of
from pykubectl.cli.printers import PRINT_FLAGS, result_printer
from pykubectl.cli.resources import SELECTOR_FLAG, Builder, Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import (
    DRY_RUN_FLAG,
    VALIDATE_FLAG,
    Writes,
    dry_run,
    field_manager_flag,
    patch_between,
    validation,
)
from pykubectl.machinery.objects import copy
from pykubectl.machinery.selectors import label_key_errors, label_value_errors

_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


class Taint(NamedTuple):
    key: str
    value: str = ""
    effect: str = ""

    def __str__(self) -> str:
        if not self.effect:
            return f"{self.key}={self.value}:" if self.value else self.key
        return f"{self.key}={self.value}:{self.effect}" if self.value else f"{self.key}:{self.effect}"

    def to_object(self) -> Object:
        found = {"key": self.key, "value": self.value, "effect": self.effect}
        return {name: text for name, text in found.items() if text}


class _Wish(NamedTuple):
    added: list[Taint]
    removed: list[Taint]
    overwrite: bool


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    resources, specs = _split(arguments)
    validation(flags)
    dry = dry_run(session, flags)
    added, removed = _parse_all(session, specs)
    wish = _Wish(added, removed, flags["overwrite"])
    _check(session, flags, resources, wish)
    writes = Writes.of(session, flags, dry)

    def change(info: Info) -> None:
        old, new = info.content, copy(info.content)
        operation = change_taints(new, wish)
        # Dry runs are not told apart here.
        show = result_printer(session, flags, operation)
        if dry != "client":
            patch, content_type = patch_between(session, old, new)
            new = writes.patch(info, patch, content_type)
        session.write(show(new))

    _builder(session, flags, resources).do().visit(change)
    return None


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    resources: list[str] = []
    specs: list[str] = []
    for argument in arguments:
        if "=" in argument or ":" in argument or argument.endswith("-"):
            specs.append(argument)
        elif specs:
            raise Failure(f"all resources must be specified before taint changes: {argument}")
        else:
            resources.append(argument)
    if not resources:
        raise Failure("one or more resources must be specified as <resource> <name>")
    if not specs:
        raise Failure("at least one taint update is required")
    return resources, specs


def _parse_all(session: Session, specs: Sequence[str]) -> tuple[list[Taint], list[Taint]]:
    """Raises UsageError."""
    added: list[Taint] = []
    removed: list[Taint] = []
    try:
        for spec in specs:
            if spec.endswith("-"):
                removed.append(parse_taint(spec[:-1])._replace(value=""))
                continue
            taint = parse_taint(spec)
            if not taint.effect:
                raise Failure(f"invalid taint spec: {spec}")
            if any((one.key, one.effect) == (taint.key, taint.effect) for one in added):
                told = f"{{{taint.key} {taint.value} {taint.effect} <nil>}}"
                raise Failure(f"duplicated taints with the same key and effect: {told}")
            added.append(taint)
    except Failure as error:
        raise UsageError(error.message, session.path) from None
    return added, removed


def parse_taint(spec: str) -> Taint:
    """Of `KEY=VALUE:EFFECT`; value and effect may be missing. Raises Failure."""
    before, *rest = spec.split(":")
    if len(rest) > 1:
        raise Failure(f"invalid taint spec: {spec}")
    key, value, effect = before, "", ""
    if rest:
        effect = rest[0]
        if effect not in _EFFECTS:
            raise Failure(f"invalid taint effect: {effect}, unsupported taint effect")
        key, *values = before.split("=")
        if len(values) > 1:
            raise Failure(f"invalid taint spec: {spec}")
        value = values[0] if values else ""
        problems = label_value_errors(value)
        if problems:
            raise Failure(f"invalid taint spec: {spec}, {'; '.join(problems)}")
    problems = label_key_errors(key)
    if problems:
        raise Failure(f"invalid taint spec: {spec}, {'; '.join(problems)}")
    return Taint(key, value, effect)


def _builder(session: Session, flags: Flags, resources: list[str]) -> Builder:
    builder = Builder(session, selector=flags["selector"] or None, select_all=flags["all"])
    if flags["all"] or flags["selector"]:
        builder.arguments = ["node"]
    else:
        builder.arguments = [name if "/" in name else f"node/{name}" for name in resources[1:]]
    return builder


def _check(session: Session, flags: Flags, resources: list[str], wish: _Wish) -> None:
    row = mapper_of(session).find(resources[0])
    if row is None:
        raise NoMatch(f"the server doesn't have a resource type {quote(resources[0])}")
    if row.resource != "nodes":
        raise Failure(f"invalid resource type {resources[0]}, only node types are supported")
    both = [
        f"{gone.key}={gone.effect}"
        for new in wish.added
        for gone in wish.removed
        if new.key == gone.key and gone.effect in ("", new.effect)
    ]
    if both:
        raise Failure(f"can not both modify and remove the following taint(s) in the same command: {', '.join(both)}")
    if flags["all"] and flags["selector"]:
        raise Failure("setting 'all' parameter with a non empty selector is prohibited")
    if not flags["all"] and not flags["selector"] and len(resources) < 2:
        raise Failure("at least one resource name must be specified since 'all' parameter is not set")


def change_taints(node: Object, wish: _Wish) -> str:
    """Change the taints in place; what was done. Raises Failure, Aggregate."""
    old: list[Object] = node["spec"].get("taints") or []
    there = [new.key for new in wish.added for taint in old if _is_same(taint, new)]
    if there and not wish.overwrite:
        name = node["metadata"]["name"]
        raise Failure(
            f"node {name} already has {','.join(there)} taint(s) with same effect(s) and --overwrite is false"
        )
    new = [taint.to_object() for taint in wish.added]
    new += [taint for taint in old if not any(_is_same(taint, one) for one in wish.added)]
    is_added = len(new) != len(old)
    new, is_removed = _without(new, wish.removed)
    if new:
        node["spec"]["taints"] = new
    else:
        node["spec"].pop("taints", None)
    if (is_added and is_removed) or wish.overwrite:
        return "modified"
    return "tainted" if is_added else "untainted"


def _is_same(taint: Object, other: Taint) -> bool:
    return (taint["key"], taint.get("effect", "")) == (other.key, other.effect)


def _without(taints: list[Object], removed: Sequence[Taint]) -> tuple[list[Object], bool]:
    """The taints that stay, and whether the last removal found one. Raises Aggregate."""
    errors: list[Exception] = []
    is_removed = False
    for gone in removed:
        left = [one for one in taints if not (one["key"] == gone.key and gone.effect in ("", one.get("effect", "")))]
        is_removed = len(left) < len(taints)
        if not is_removed:
            errors.append(Failure(f"taint {quote(str(gone))} not found"))
        taints = left
    if errors:
        raise errors[0] if len(errors) == 1 else Failure(str(Aggregate(errors)))
    return taints, is_removed


COMMAND = Command(
    "taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N",
    run,
    short="Change the taints of nodes",
    long="Sets taints (KEY=VALUE:EFFECT) and removes them (KEY:EFFECT- or, with any effect, KEY-). The effects are NoSchedule,"
    " PreferNoSchedule and NoExecute.",
    examples="""
# Keep pods away that do not tolerate it
kubectl taint nodes node-1 gpu=true:NoSchedule

# Take it away
kubectl taint nodes node-1 gpu:NoSchedule-
""",
    flags=(
        Flag("all", "bool", False, "All nodes of the cluster."),
        DRY_RUN_FLAG,
        field_manager_flag("kubectl-taint"),
        Flag("overwrite", "bool", False, "Let a taint that is there have a new value."),
        *PRINT_FLAGS,
        SELECTOR_FLAG,
        VALIDATE_FLAG,
    ),
)
