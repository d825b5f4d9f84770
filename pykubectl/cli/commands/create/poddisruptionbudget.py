"""create poddisruptionbudget.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_pdb.go.
"""

import re

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.generating import GENERATOR_FLAGS, Made, create_object, int_or_string, metadata, the_name
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.session import Session
from pykubectl.machinery.selectors import SelectorError, parse_label_selector

_AMOUNT = re.compile(r"[0-9]+%?")
_OPERATORS = {"in": "In", "notin": "NotIn", "exists": "Exists", "!": "DoesNotExist", "!=": "NotIn"}


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = the_name(session, flags, arguments)
    if not flags["selector"]:
        raise Failure("a selector must be specified")
    if not flags["max-unavailable"] and not flags["min-available"]:
        raise Failure("one of min-available or max-unavailable must be specified")
    if flags["max-unavailable"] and flags["min-available"]:
        raise Failure("min-available and max-unavailable cannot be both specified")
    for flag in ("min-available", "max-unavailable"):
        if flags[flag] and _AMOUNT.fullmatch(flags[flag]) is None:
            raise Failure(f"invalid format specified for {flag}")
    spec: Object = {}
    if flags["min-available"]:
        spec["minAvailable"] = int_or_string(flags["min-available"])
    spec["selector"] = _label_selector(flags["selector"])
    if flags["max-unavailable"]:
        spec["maxUnavailable"] = int_or_string(flags["max-unavailable"])
    counts = dict.fromkeys(("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"), 0)
    obj: Object = {"kind": "PodDisruptionBudget", "apiVersion": "policy/v1", "metadata": metadata(session, name)}
    obj.update(spec=spec, status=counts)
    failure = "failed to create poddisruptionbudgets: "
    return create_object(session, flags, Made(obj, "poddisruptionbudgets", failure=failure))


def _label_selector(text: str) -> Object:
    """The object form of a selector's text."""
    try:
        requirements = parse_label_selector(text).requirements
    except SelectorError as error:
        raise Failure(f"couldn't parse the selector string {quote(text)}: {error}") from None
    selector: Object = {}
    for requirement in requirements:
        if requirement.operator in ("=", "=="):
            selector.setdefault("matchLabels", {})[requirement.key] = requirement.values[0]
            continue
        expression: Object = {"key": requirement.key, "operator": _OPERATORS[requirement.operator]}
        if requirement.values:
            expression["values"] = sorted(requirement.values)
        selector.setdefault("matchExpressions", []).append(expression)
    return selector


COMMAND = Command(
    "poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]",
    run,
    short="A pod disruption budget",
    long="Makes a budget of how many of the pods that a selector picks may be down at a time.",
    examples="""
# At least one pod must stay
kubectl create poddisruptionbudget web --selector=app=web --min-available=1

# At least half
kubectl create pdb web --selector=app=web --min-available=50%
""",
    flags=(
        Flag("max-unavailable", "string", "", "How many pods may be down, or what percentage."),
        Flag("min-available", "string", "", "How many pods must stay, or what percentage."),
        Flag("selector", "string", "", "The pods that count, by label."),
        *GENERATOR_FLAGS,
    ),
)
