"""When a value of one type may stand where another is wanted, and what that says about type parameters.

`Substitutions` is what is known of the parameters so far. `dyn` goes with everything; null with what can be absent.

Upstream: cel-go/checker/types.go, mapping.go.
"""

from pykubectl.machinery.cel.cel_types import DYN, SCALARS, CelType

Substitutions = dict[str, CelType]
_NULLABLE = frozenset({"opaque", "object", "duration", "timestamp"})
_SIMPLE = SCALARS | {"string", "bytes", "object"}


def assignable(known: Substitutions, first: CelType, second: CelType) -> Substitutions | None:
    """What is known when the two agree, None when they do not."""
    trial = dict(known)
    return trial if _assignable(trial, first, second) else None


def assignable_all(
    known: Substitutions, firsts: tuple[CelType, ...], seconds: tuple[CelType, ...]
) -> Substitutions | None:
    trial = dict(known)
    return trial if _assignable_all(trial, firsts, seconds) else None


def _assignable_all(known: Substitutions, firsts: tuple[CelType, ...], seconds: tuple[CelType, ...]) -> bool:
    return len(firsts) == len(seconds) and all(
        _assignable(known, first, second) for first, second in zip(firsts, seconds, strict=True)
    )


def _assignable(known: Substitutions, first: CelType, second: CelType) -> bool:
    if second.kind == "parameter":
        valid, bound = _substitutes(known, first, second)
        if valid or bound:
            return valid
    if first.kind == "parameter":
        return _substitutes(known, second, first)[0]
    if first.kind in ("dyn", "error") or second.kind in ("dyn", "error"):
        return True
    if first.kind == "null_type":
        return second.kind == "null_type" or second.kind in _NULLABLE
    if second.kind == "null_type":
        return first.kind in _NULLABLE
    if first.kind in _SIMPLE:
        return first == second
    if first.kind == "type":
        return second.kind == "type"
    return (
        first.kind == second.kind
        and first.name == second.name
        and _assignable_all(known, first.parameters, second.parameters)
    )


def _substitutes(known: Substitutions, kind: CelType, parameter: CelType) -> tuple[bool, bool]:
    """Whether the type may stand for the parameter, and whether the parameter stood for something already."""
    if kind == parameter:
        return True, True
    bound = known.get(parameter.name)
    if bound is None:
        if not _free_of(known, parameter, kind):
            return False, False
        known[parameter.name] = kind
        return True, False
    if kind == bound:
        return True, True
    if not _assignable(known, kind, bound):
        return False, True
    general = most_general(kind, bound)
    if _free_of(known, parameter, general):
        known[parameter.name] = general
    return True, True


def _free_of(known: Substitutions, parameter: CelType, within: CelType) -> bool:
    if parameter == within:
        return False
    if within.kind == "parameter":
        bound = known.get(within.name)
        return bound is None or _free_of(known, parameter, bound)
    return all(_free_of(known, parameter, part) for part in within.parameters)


def most_general(first: CelType, second: CelType) -> CelType:
    return first if _less_specific(first, second) else second


def _less_specific(first: CelType, second: CelType) -> bool:
    if first.kind in ("dyn", "parameter"):
        return True
    if second.kind in ("dyn", "parameter") or first.kind != second.kind:
        return False
    if first.kind == "type":
        return True
    return (
        first.name == second.name
        and len(first.parameters) == len(second.parameters)
        and all(_less_specific(a, b) for a, b in zip(first.parameters, second.parameters, strict=True))
    )


def substitute(known: Substitutions, kind: CelType, unbound_to_dyn: bool = False) -> CelType:
    """The type with what is known of its parameters put in."""
    if kind.kind == "parameter":
        if kind.name in known:
            return substitute(known, known[kind.name], unbound_to_dyn)
        return DYN if unbound_to_dyn else kind
    if not kind.parameters:
        return kind
    parts = tuple(substitute(known, part, unbound_to_dyn) for part in kind.parameters)
    return kind if parts == kind.parameters else CelType(kind.kind, kind.name, parts)
