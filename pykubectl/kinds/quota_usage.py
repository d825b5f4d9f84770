"""What objects count for in resource quotas: pure arithmetic for the quota controller and quota admission alike.

    usage(resource, obj)        everything an object counts for, by quota name (`pods`, `requests.cpu`, `count/jobs.batch`)
    covers(quota, resource, obj) whether the quota's scopes let the object in
    total(quota, objects)       used, for the names the quota limits
    unspecified(quota, pod)     what a pod must say for a quota to be able to count it, in the real server's words

Upstream: pkg/quota/v1/evaluator/core, apiserver/pkg/quota/v1.
"""

from collections.abc import Iterable, Mapping, Sequence

from pykubectl import Object
from pykubectl.machinery import quantity

_COMPUTE = ("cpu", "memory", "ephemeral-storage")
# Kinds that a quota names without `count/`.
_PLAIN = frozenset(
    {"configmaps", "persistentvolumeclaims", "pods", "replicationcontrollers", "resourcequotas", "secrets", "services"}
)
_CLASS_SUFFIX = ".storageclass.storage.k8s.io/"
_Amounts = dict[str, str]


def usage(resource: str, obj: Object) -> _Amounts:
    """`resource` is the group resource: `pods`, `deployments.apps`."""
    amounts = {f"count/{resource}": "1"}
    if resource == "pods":
        return amounts | (_pod(obj) if not _is_over(obj) else {})
    if resource in _PLAIN:
        amounts[resource] = "1"
    if resource == "services":
        amounts |= _service(obj)
    if resource == "persistentvolumeclaims":
        amounts |= _claim(obj)
    return amounts


def _is_over(pod: Object) -> bool:
    return (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")


def _service(service: Object) -> _Amounts:
    spec = service["spec"]
    ports = len(spec.get("ports") or ())
    match spec.get("type"):
        case "NodePort":
            return {"services.nodeports": str(ports)}
        case "LoadBalancer":
            nodeports = ports if spec.get("allocateLoadBalancerNodePorts") is not False else 0
            return {"services.nodeports": str(nodeports), "services.loadbalancers": "1"}
    return {}


def _claim(claim: Object) -> _Amounts:
    asked = str(((claim["spec"].get("resources") or {}).get("requests") or {}).get("storage", "0"))
    granted = str((claim.get("status") or {}).get("allocatedResources", {}).get("storage", "0"))
    size = asked if quantity.compare(asked, granted) >= 0 else granted
    amounts = {"requests.storage": size}
    name = claim["spec"].get("storageClassName")
    if name:
        amounts[f"{name}{_CLASS_SUFFIX}persistentvolumeclaims"] = "1"
        amounts[f"{name}{_CLASS_SUFFIX}requests.storage"] = size
    return amounts


def _pod(pod: Object) -> _Amounts:
    amounts = {"pods": "1"}
    for name, amount in resources_of(pod, "requests").items():
        if name in _COMPUTE or name.startswith("hugepages-"):
            amounts[name] = amount
            amounts[f"requests.{name}"] = amount
        elif "/" in name:
            amounts[f"requests.{name}"] = amount
    for name, amount in resources_of(pod, "limits").items():
        if name in _COMPUTE:
            amounts[f"limits.{name}"] = amount
    return amounts


def resources_of(pod: Object, field: str) -> _Amounts:
    """The requests or limits of a whole pod: containers together, or a hungrier init container; sidecars run all along."""
    spec = pod["spec"]
    running = _sum(_declared(container, field) for container in spec.get("containers") or ())
    sidecars: _Amounts = {}
    peak: _Amounts = {}
    for container in spec.get("initContainers") or ():
        declared = _declared(container, field)
        if container.get("restartPolicy") == "Always":
            running = add(running, declared)
            sidecars = add(sidecars, declared)
            declared = sidecars
        else:
            declared = add(declared, sidecars)
        peak = _larger(peak, declared)
    result = _larger(running, peak)
    result |= {name: str(amount) for name, amount in ((spec.get("resources") or {}).get(field) or {}).items()}
    overhead = spec.get("overhead") or {}
    return add(result, overhead) if field == "requests" or result else result


def _declared(container: Object, field: str) -> _Amounts:
    return {name: str(amount) for name, amount in ((container.get("resources") or {}).get(field) or {}).items()}


def add(left: Mapping[str, str], right: Mapping[str, str]) -> _Amounts:
    result = dict(left)
    for name, amount in right.items():
        result[name] = quantity.add(result[name], str(amount)) if name in result else str(amount)
    return result


def _sum(amounts: Iterable[Mapping[str, str]]) -> _Amounts:
    result: _Amounts = {}
    for one in amounts:
        result = add(result, one)
    return result


def _larger(left: Mapping[str, str], right: Mapping[str, str]) -> _Amounts:
    result = dict(left)
    for name, amount in right.items():
        if name not in result or quantity.compare(amount, result[name]) > 0:
            result[name] = amount
    return result


def covers(quota: Object, resource: str, obj: Object) -> bool:
    """Whether the object is of the sort that the quota's scopes name; scopes are about pods, one is about claims."""
    terms = [{"scopeName": scope, "operator": "Exists"} for scope in quota["spec"].get("scopes") or ()]
    terms += (quota["spec"].get("scopeSelector") or {}).get("matchExpressions") or ()
    if not terms:
        return True
    if resource == "pods":
        return all(_in_scope(term, obj) for term in terms)
    if resource == "persistentvolumeclaims":
        given = obj["spec"].get("volumeAttributesClassName")
        return all(term["scopeName"] == "VolumeAttributesClass" and _named(term, given) for term in terms)
    return False


def _in_scope(term: Object, pod: Object) -> bool:
    spec = pod["spec"]
    match term["scopeName"]:
        case "Terminating":
            return spec.get("activeDeadlineSeconds") is not None
        case "NotTerminating":
            return spec.get("activeDeadlineSeconds") is None
        case "BestEffort":
            return _is_best_effort(pod)
        case "NotBestEffort":
            return not _is_best_effort(pod)
        case "PriorityClass":
            return _named(term, spec.get("priorityClassName"))
        case "CrossNamespacePodAffinity":
            return _crosses_namespaces(spec)
    return False


def _named(term: Object, name: str | None) -> bool:
    values = term.get("values") or ()
    match term["operator"]:
        case "In":
            return name in values
        case "NotIn":
            return name not in values
        case "DoesNotExist":
            return not name
    return bool(name)


def _is_best_effort(pod: Object) -> bool:
    wanted = {**resources_of(pod, "requests"), **resources_of(pod, "limits")}
    return not any(name in ("cpu", "memory") and quantity.compare(amount, "0") > 0 for name, amount in wanted.items())


def _crosses_namespaces(spec: Object) -> bool:
    for kind in ("podAffinity", "podAntiAffinity"):
        affinity = (spec.get("affinity") or {}).get(kind) or {}
        terms = list(affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or ())
        preferred = affinity.get("preferredDuringSchedulingIgnoredDuringExecution") or ()
        terms += [weighted["podAffinityTerm"] for weighted in preferred]
        if any(term.get("namespaces") or term.get("namespaceSelector") is not None for term in terms):
            return True
    return False


def total(quota: Object, objects: Iterable[tuple[str, Object]]) -> _Amounts:
    """What is used of each name that the quota limits, over (resource, object) pairs."""
    hard = quota["spec"].get("hard") or {}
    used: _Amounts = dict.fromkeys(hard, "0")
    for resource, obj in objects:
        if covers(quota, resource, obj):
            for name, amount in usage(resource, obj).items():
                if name in used:
                    used[name] = amount if used[name] == "0" else quantity.add(used[name], amount)
    return {name: quantity.canonical(amount) for name, amount in used.items()}


def unspecified(quota: Object, pod: Object) -> str:
    """`must specify requests.cpu for: web`, or "" when every container says what the quota limits."""
    hard = quota["spec"].get("hard") or {}
    missing = {}
    said_for_all = usage("pods", pod) if pod["spec"].get("resources") else {}
    for name in sorted(hard):
        without = _without(name, pod)
        if without and name not in said_for_all:
            missing[name] = without
    texts = [f"{name} for: {','.join(containers)}" for name, containers in missing.items()]
    return f"must specify {'; '.join(texts)}" if texts else ""


def _without(name: str, pod: Object) -> Sequence[str]:
    """The containers that do not say what `name` limits."""
    field, _, resource = name.partition(".")
    if field not in ("requests", "limits"):
        field, resource = "requests", name
    if resource not in _COMPUTE:
        return ()
    containers = [*(pod["spec"].get("containers") or ()), *(pod["spec"].get("initContainers") or ())]
    return sorted({one["name"] for one in containers if resource not in _declared(one, field)})
