"""What environment variables refer to: the words for a reference, and its value.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/set/env/env_resolve.go.
"""

import base64
import re

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.session import Session
from pykubectl.machinery.objects import get_path
from pykubectl.machinery.quantity import milli_value, value

_SUBSCRIPT = re.compile(r"(.*)\['(.*)'\]")


def reference_text(source: Object) -> str:
    """`configmap conf, key mode`."""
    if "configMapKeyRef" in source:
        reference = source["configMapKeyRef"]
        return f"configmap {reference.get('name', '')}, key {reference['key']}"
    if "secretKeyRef" in source:
        reference = source["secretKeyRef"]
        return f"secret {reference.get('name', '')}, key {reference['key']}"
    if "fieldRef" in source:
        return f"field path {source['fieldRef']['fieldPath']}"
    if "resourceFieldRef" in source:
        reference = source["resourceFieldRef"]
        container = f"{reference['containerName']}/" if reference.get("containerName") else ""
        return f"resource field {container}{reference['resource']}"
    return "invalid valueFrom"


def reference_value(session: Session, namespace: str, source: Object, obj: Object, container: Object) -> str:
    """What a reference stands for. Raises Failure, StatusError."""
    if "secretKeyRef" in source:
        return _keyed(session, f"/api/v1/namespaces/{namespace}/secrets/", source["secretKeyRef"], "secret")
    if "configMapKeyRef" in source:
        return _keyed(session, f"/api/v1/namespaces/{namespace}/configmaps/", source["configMapKeyRef"], "config map")
    if "fieldRef" in source:
        return _field(obj, source["fieldRef"]["fieldPath"])
    if "resourceFieldRef" in source:
        return _resource(source["resourceFieldRef"], container)
    raise Failure("invalid valueFrom")


def _keyed(session: Session, path: str, reference: Object, what: str) -> str:
    name, key = reference.get("name", ""), reference["key"]
    data = session.request("GET", path + name).get("data") or {}
    if key not in data:
        raise Failure(f"key {key} not found in {what} {name}")
    text: str = data[key]
    return base64.b64decode(text).decode("utf-8", "replace") if what == "secret" else text


def _field(obj: Object, path: str) -> str:
    meta = obj["metadata"]
    found = _SUBSCRIPT.fullmatch(path)
    if found and found[1] in ("metadata.annotations", "metadata.labels"):
        field = found[1].partition(".")[2]
        return str((meta.get(field) or {}).get(found[2], ""))
    if path in ("metadata.annotations", "metadata.labels"):
        pairs = sorted((meta.get(path.partition(".")[2]) or {}).items())
        return "".join(f"{key}={_quoted(text)}\n" for key, text in pairs).rstrip("\n")
    if path in ("metadata.name", "metadata.namespace", "metadata.uid"):
        return str(meta.get(path.partition(".")[2], ""))
    raise Failure(f"unsupported fieldPath: {path}")


def _quoted(text: str) -> str:
    from pykubectl.cli.grammar import quote

    return quote(text)


def _resource(reference: Object, container: Object) -> str:
    name = reference["resource"]
    kind, _, resource = name.partition(".")
    if kind not in ("limits", "requests") or not resource:
        raise Failure(f"unsupported container resource : {name}")
    amount = get_path(container.get("resources") or {}, f"{kind}", {}).get(resource, "0")
    divisor = str(reference.get("divisor") or "0")
    divisor = "1" if divisor == "0" else divisor
    if resource == "cpu":
        return str(-(-milli_value(amount) // milli_value(divisor)))
    return str(-(-value(amount) // value(divisor)))
