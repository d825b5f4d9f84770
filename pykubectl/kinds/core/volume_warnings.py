"""What the API warns of in volumes: plugins that are gone, files that hide a token.

Upstream: pkg/api/pod/warnings.go, pkg/api/persistentvolume/util.go.
"""

from collections.abc import Iterator

from pykubectl import Object
from pykubectl.kinds.core.fraction_warnings import claim_warnings, fraction, is_fractional

# By the source's name: how the server writes it, and what it says of it.
SOURCES = {
    "photonPersistentDisk": ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
    "gitRepo": ("gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
    "scaleIO": ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
    "flocker": ("flocker", "deprecated in v1.22, non-functional in v1.25+"),
    "storageos": ("storageOS", "deprecated in v1.22, non-functional in v1.25+"),
    "quobyte": ("quobyte", "deprecated in v1.22, non-functional in v1.25+"),
    "glusterfs": ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
    "cephfs": ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
    "rbd": ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
}
# How the path of a hidden token names the source that hides it.
_HIDING = {"configMap": "configMap", "secret": "secrets", "downwardAPI": "downwardAPI"}


def source_warnings(path: str, source: Object) -> list[str]:
    return [f"{path}.{SOURCES[name][0]}: {SOURCES[name][1]}" for name in source if name in SOURCES]


def volume_warnings(path: str, volumes: list[Object]) -> list[str]:
    """Of the volumes of a pod."""
    found = []
    for index, volume in enumerate(volumes):
        found += source_warnings(f"{path}[{index}]", volume)
        limit = (volume.get("emptyDir") or {}).get("sizeLimit")
        if limit is not None and is_fractional(limit):
            found.append(f"{path}[{index}].emptyDir.sizeLimit: {fraction(limit)}")
        template = (volume.get("ephemeral") or {}).get("volumeClaimTemplate")
        if template is not None:
            found += claim_warnings(f"{path}[{index}].ephemeral.volumeClaimTemplate.spec", template.get("spec") or {})
    projections = [(index, one) for index, volume in enumerate(volumes) for one in _projections(volume)]
    tokens = {
        (one["serviceAccountToken"].get("path") or "") for _, one in projections if one.get("serviceAccountToken")
    }
    if tokens:
        found += [
            text for index, one in projections for text in _hidden(f"{path}[{index}].projected.sources", one, tokens)
        ]
    return found


def _projections(volume: Object) -> list[Object]:
    found: list[Object] = (volume.get("projected") or {}).get("sources") or []
    return found


def _hidden(path: str, projection: Object, tokens: set[str]) -> Iterator[str]:
    text = "has duplicated path with ServiceAccountToken"
    for name, label in _HIDING.items():
        for index, item in enumerate((projection.get(name) or {}).get("items") or ()):
            if item.get("path") in tokens:
                yield f'{path}.{label}[{index}]: {text} "{item["path"]}"'
    bundle = projection.get("clusterTrustBundle")
    if bundle and bundle.get("path") in tokens:
        yield f'{path}.ClusterTrustBundle: {text} "{bundle["path"]}"'
