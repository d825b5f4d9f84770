"""What a pod needs before it can start, and does not find: the ConfigMaps and Secrets of its volumes and environment.

Upstream: pkg/volume/{configmap,secret,projected}, pkg/kubelet/kubelet_pods.go (makeEnvironmentVariables).
"""

from collections.abc import Iterator

from pykubectl import Object
from pykubectl.apiserver.api import Api

# Field of a volume or environment source: (resource, where the name stands, the kind in messages).
_VOLUMES = {"configMap": ("configmaps", "name"), "secret": ("secrets", "secretName")}
_PROJECTED = {"configMap": ("configmaps", "name"), "secret": ("secrets", "name")}
_ENV_FROM = {"configMapRef": "configmaps", "secretRef": "secrets"}
_ENV = {"configMapKeyRef": ("configmaps", "ConfigMap"), "secretKeyRef": ("secrets", "Secret")}
_SINGULAR = {"configmaps": "configmap", "secrets": "secret"}


def unmounted(api: Api, pod: Object) -> Iterator[tuple[str, str]]:
    """(volume, what is wrong) of every volume that cannot be set up."""
    for volume in pod["spec"].get("volumes") or ():
        problems = [_problem(api, pod, source, resource, name) for source, resource, name in _sources(volume)]
        found = [problem for problem in problems if problem]
        if found:
            yield volume["name"], found[0] if len(found) == 1 else f"[{', '.join(found)}]"


def _sources(volume: Object) -> Iterator[tuple[Object, str, str]]:
    for field, (resource, name) in _VOLUMES.items():
        if field in volume:
            yield volume[field], resource, volume[field].get(name, "")
    for source in (volume.get("projected") or {}).get("sources") or ():
        for field, (resource, name) in _PROJECTED.items():
            if field in source:
                yield source[field], resource, source[field].get(name, "")


def _problem(api: Api, pod: Object, source: Object, resource: str, name: str) -> str:
    if source.get("optional"):
        return ""
    found = api.find(resource, pod["metadata"]["namespace"], name)
    if found is None:
        return f'{_SINGULAR[resource]} "{name}" not found'
    missing = [item["key"] for item in source.get("items") or () if item["key"] not in _keys(found)]
    return f"{_SINGULAR[resource]} references non-existent {_key_words(resource)}: {missing[0]}" if missing else ""


def _key_words(resource: str) -> str:
    return "config key" if resource == "configmaps" else "secret key"


def _keys(obj: Object) -> set[str]:
    return {*(obj.get("data") or {}), *(obj.get("binaryData") or {})}


def environment_problem(api: Api, pod: Object, container: Object) -> str:
    """The first variable that cannot be set, in the kubelet's words; "" when all can."""
    namespace = pod["metadata"]["namespace"]
    for source in container.get("envFrom") or ():
        for field, resource in _ENV_FROM.items():
            reference = source.get(field)
            if reference and not reference.get("optional") and api.find(resource, namespace, reference["name"]) is None:
                return f'{_SINGULAR[resource]} "{reference["name"]}" not found'
    for variable in container.get("env") or ():
        for field, (resource, kind) in _ENV.items():
            reference = (variable.get("valueFrom") or {}).get(field)
            if not reference or reference.get("optional"):
                continue
            found = api.find(resource, namespace, reference["name"])
            if found is None:
                return f'{_SINGULAR[resource]} "{reference["name"]}" not found'
            if reference["key"] not in _keys(found):
                return f"couldn't find key {reference['key']} in {kind} {namespace}/{reference['name']}"
    return ""
