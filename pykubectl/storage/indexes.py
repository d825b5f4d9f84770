"""Under which index entries an object can be found, one rule for every store.

owner   uid of its controller              a controller finds its children
node    spec.nodeName of a pod, "" without  the kubelet finds the pods of a node, the scheduler those that wait
label   key=value, each label              selectors with an equality
about   involvedObject.uid                 the events about an object
nodePort   spec.ports[].nodePort           a port is given only once
dependent  uid of any owner                the garbage collector finds what depends on one
"""

from pykubectl import Object
from pykubectl.machinery.owners import controller_of
from pykubectl.storage import Index


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
