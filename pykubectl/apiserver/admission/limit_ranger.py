"""LimitRanger: fills in the requests and limits a namespace's limit ranges give, then holds everyone to their bounds.

Upstream: plugin/pkg/admission/limitranger.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from pykubectl import Object
from pykubectl.apiserver.admission import Attributes
from pykubectl.errors import Forbidden
from pykubectl.machinery import quantity

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_ANNOTATION = "kubernetes.io/limit-ranger"
_RATIO_DECIMALS = 6


def admit(server: "ApiServer", attributes: Attributes) -> None:
    if attributes.operation != "CREATE" or attributes.resource != "pods":
        return
    assert attributes.obj is not None
    for limit_range in server.registry.list("limitranges", attributes.call.namespace):
        for item in limit_range["spec"].get("limits") or ():
            if item["type"] == "Container":
                _set_defaults(limit_range, item, attributes.obj)


def _set_defaults(limit_range: Object, item: Object, pod: Object) -> None:
    spec, notes = pod["spec"], []
    for label, field in (("container", "containers"), ("init container", "initContainers")):
        for container in spec.get(field) or ():
            set_requests = _fill(container, "requests", item.get("defaultRequest") or {})
            set_limits = _fill(container, "limits", item.get("default") or {})
            for names, what in ((set_requests, "request"), (set_limits, "limit")):
                if names:
                    notes.append(f"{', '.join(names)} {what} for {label} {container['name']}")
    if notes:
        annotations = pod["metadata"].setdefault("annotations", {})
        annotations[_ANNOTATION] = "LimitRanger plugin set: " + "; ".join(notes)


def _fill(container: Object, field: str, defaults: Object) -> list[str]:
    resources = container.setdefault("resources", {})
    present = resources.get(field) or {}
    missing = sorted(name for name in defaults if name not in present)
    if missing:
        resources[field] = {**present, **{name: defaults[name] for name in missing}}
    return missing


def validate(server: "ApiServer", attributes: Attributes) -> None:
    assert attributes.obj is not None
    problems: list[str] = []
    for limit_range in server.registry.list("limitranges", attributes.call.namespace):
        for item in limit_range["spec"].get("limits") or ():
            for requests, limits in _subjects(item["type"], attributes):
                problems += _violations(item, requests, limits)
    if problems:
        text = problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]"
        raise Forbidden.of(attributes.call.kind.resource, attributes.name, text)


def _subjects(type: str, attributes: Attributes) -> Iterator[tuple[Object, Object]]:
    """(requests, limits) of everything in the object that an item of this type bounds."""
    spec = (attributes.obj or {})["spec"]
    if attributes.resource == "persistentvolumeclaims":
        if type == "PersistentVolumeClaim":
            resources = spec.get("resources") or {}
            yield resources.get("requests") or {}, resources.get("limits") or {}
        return
    containers = [*spec["containers"], *(spec.get("initContainers") or ())]
    if type == "Container":
        for container in containers:
            resources = container.get("resources") or {}
            yield resources.get("requests") or {}, resources.get("limits") or {}
    if type == "Pod":
        yield _pod_total(spec, "requests"), _pod_total(spec, "limits")


def _pod_total(spec: Object, field: str) -> Object:
    """The sum of the containers, or the greatest init container where that is more."""
    total: Object = {}
    for container in spec["containers"]:
        for name, value in ((container.get("resources") or {}).get(field) or {}).items():
            total[name] = quantity.add(total[name], value) if name in total else value
    for container in spec.get("initContainers") or ():
        for name, value in ((container.get("resources") or {}).get(field) or {}).items():
            if name not in total or quantity.compare(value, total[name]) > 0:
                total[name] = value
    return total


def _violations(item: Object, requests: Object, limits: Object) -> Iterator[str]:
    """At most one for each bound."""
    type = item["type"]
    claim = type == "PersistentVolumeClaim"
    for name, bound in sorted((item.get("min") or {}).items()):
        text = f"minimum {name} usage per {type} is {bound}"
        if name not in requests:
            yield f"{text}.  No request is specified"
        else:
            yield from _first(text, name, (("request", requests), ("limit", limits)), lambda order: order < 0, bound)
    for name, bound in sorted((item.get("max") or {}).items()):
        text = f"maximum {name} usage per {type} is {bound}"
        sides = (("request", requests),) if claim else (("limit", limits), ("request", requests))
        if name not in sides[0][1]:
            yield f"{text}.  No {sides[0][0]} is specified"
        else:
            yield from _first(text, name, sides, lambda order: order > 0, bound)
    for name, bound in sorted((item.get("maxLimitRequestRatio") or {}).items()):
        yield from _ratio_violation(type, name, bound, requests, limits)


def _first(
    text: str, name: str, sides: Sequence[tuple[str, Object]], breaks: Callable[[int], bool], bound: str
) -> Iterator[str]:
    for label, given in sides:
        if name in given and breaks(quantity.compare(given[name], bound)):
            yield f"{text}, but {label} is {given[name]}"
            return


def _ratio_violation(type: str, name: str, bound: str, requests: Object, limits: Object) -> Iterator[str]:
    text = f"{name} max limit to request ratio per {type} is {bound}"
    if name not in requests:
        yield f"{text}, but no request is specified or request is 0"
    elif name not in limits:
        yield f"{text}, but no limit is specified or limit is 0"
    else:
        ratio = quantity.milli_value(limits[name]) / quantity.milli_value(requests[name])
        if ratio * 1000 > quantity.milli_value(bound):
            yield f"{text}, but provided ratio is {ratio:.{_RATIO_DECIMALS}f}"
