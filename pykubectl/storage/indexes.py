"""Under which index entries an object can be found, and what is counted of it; one rule for every store.

owner   uid of its controller, "" without one (kinds in CLAIMED)   a controller finds its children, and who may become one
node    spec.nodeName of a pod, "" without  the kubelet finds the pods of a node, the scheduler those that wait
label   key=value, each label              selectors with an equality
about   involvedObject.uid                 the events about an object
nodePort   spec.ports[].nodePort           a port is given only once
dependent  uid of any owner                the garbage collector finds what depends on one

Controllers and the scheduler mostly ask how many pods there are of which sort. For `owner` and `node` the stores therefore
keep counts of pods by digest, a text that says what the askers want to know of a pod:

owner   [labels, state, ready since]       pods of replica sets: their status and whether they match the selector
node    a pod with only those fields that matter to whoever wants to come to the same node; finished pods do not
"""

import json
from collections.abc import Iterator

from pykubectl import Object
from pykubectl.machinery.owners import controller_of
from pykubectl.machinery.pod_phases import is_finished
from pykubectl.storage import Index

# The kinds that a controller may take in.
CLAIMED = frozenset({"ControllerRevision", "Pod", "ReplicaSet"})
# The kinds whose pods are alike.
_REPLICATING = frozenset({"ReplicaSet", "ReplicationController"})
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def entries(obj: Object | None) -> frozenset[Index]:
    if obj is None:
        return frozenset()
    metadata = obj["metadata"]
    found = [Index("label", f"{key}={value}") for key, value in (metadata.get("labels") or {}).items()]
    for reference in metadata.get("ownerReferences") or ():
        found.append(Index("dependent", reference["uid"]))
    owner = controller_of(obj)
    if owner is not None:
        found.append(Index("owner", owner["uid"]))
    elif obj.get("kind") in CLAIMED:
        found.append(Index("owner", ""))
    spec = obj.get("spec")
    if isinstance(spec, dict):
        if obj.get("kind") == "Pod":
            found.append(Index("node", spec.get("nodeName") or ""))
        for port in spec.get("ports") or ():
            if isinstance(port, dict) and port.get("nodePort"):
                found.append(Index("nodePort", str(port["nodePort"])))
    about = obj.get("involvedObject")
    if isinstance(about, dict) and about.get("uid"):
        found.append(Index("about", about["uid"]))
    return frozenset(found)


def tallied(obj: Object | None) -> dict[Index, str]:
    """The entries under which an object is counted, and its digest there."""
    if obj is None or obj.get("kind") != "Pod":
        return {}
    found = {}
    owner = controller_of(obj)
    if owner is not None and owner["kind"] in _REPLICATING:
        found[Index("owner", owner["uid"])] = _replica(obj)
    node = obj["spec"].get("nodeName")
    if node and not is_finished(obj):
        found[Index("node", node)] = placement(obj)
    return found


def _replica(pod: Object) -> str:
    meta, state, since = pod["metadata"], "unready", ""
    found = (pod.get("status") or {}).get("conditions") or ()
    ready: Object = next((one for one in found if one.get("type") == "Ready"), {})
    if is_finished(pod):
        state = "finished"
    elif meta.get("deletionTimestamp"):
        state = "terminating"
    elif ready.get("status") == "True":
        state, since = "ready", ready.get("lastTransitionTime") or ""
    return _encode([meta.get("labels") or {}, state, since])


def placement(pod: Object) -> str:
    """The digest of a pod under its node."""
    meta, spec = pod["metadata"], pod["spec"]
    metadata: Object = {"namespace": meta.get("namespace", ""), "labels": meta.get("labels") or {}}
    if meta.get("deletionTimestamp"):
        metadata["deletionTimestamp"] = True
    if meta.get("ownerReferences"):
        metadata["ownerReferences"] = [{"uid": reference["uid"]} for reference in meta["ownerReferences"]]
    kept = {name: spec[name] for name in ("overhead", "priority", "resources") if spec.get(name)}
    affinity = {name: one for name, one in (spec.get("affinity") or {}).items() if name != "nodeAffinity"}
    if affinity:
        kept["affinity"] = affinity
    for name in ("containers", "initContainers"):
        if spec.get(name):
            kept[name] = [dict(_kept_of_container(container)) for container in spec[name]]
    return _encode({"metadata": metadata, "spec": kept})


def _kept_of_container(container: Object) -> Iterator[tuple[str, object]]:
    asked = (container.get("resources") or {}).get("requests")
    if asked:
        yield "resources", {"requests": asked}
    ports = [port for port in container.get("ports") or () if port.get("hostPort")]
    if ports:
        yield "ports", ports
    if container.get("restartPolicy"):
        yield "restartPolicy", container["restartPolicy"]
