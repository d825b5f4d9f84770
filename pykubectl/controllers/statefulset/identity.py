"""Identity: what makes a stateful pod itself — its ordinal, name, labels, host name, and the claims that follow it.

Upstream: pkg/controller/statefulset/stateful_set_utils.go.
"""

import re
from collections.abc import Sequence

from pykubectl import Object
from pykubectl.controllers.parts.history import template_of
from pykubectl.controllers.parts.templates import pod_from_template
from pykubectl.machinery.objects import copy

NAME_LABEL = "statefulset.kubernetes.io/pod-name"
INDEX_LABEL = "apps.kubernetes.io/pod-index"
REVISION_LABEL = "controller-revision-hash"
_POD_NAME = re.compile(r"(.*)-([0-9]+)$")


def ordinal(pod: Object) -> int:
    """-1 for a pod that has none."""
    found = _POD_NAME.fullmatch(pod["metadata"]["name"])
    return int(found.group(2)) if found else -1


def is_member(statefulset: Object, pod: Object) -> bool:
    found = _POD_NAME.fullmatch(pod["metadata"]["name"])
    return found is not None and found.group(1) == statefulset["metadata"]["name"]


def start(statefulset: Object) -> int:
    return int((statefulset["spec"].get("ordinals") or {}).get("start", 0))


def replicas(statefulset: Object) -> int:
    return int(statefulset["spec"].get("replicas", 1))


def is_wanted(statefulset: Object, number: int) -> bool:
    return start(statefulset) <= number < start(statefulset) + replicas(statefulset)


def revision(pod: Object) -> str:
    return str((pod["metadata"].get("labels") or {}).get(REVISION_LABEL, ""))


def partition(statefulset: Object) -> int:
    strategy = statefulset["spec"].get("updateStrategy") or {}
    return int((strategy.get("rollingUpdate") or {}).get("partition") or 0)


def is_rolling(statefulset: Object) -> bool:
    return bool((statefulset["spec"].get("updateStrategy") or {}).get("type", "RollingUpdate") == "RollingUpdate")


def new_pod(statefulset: Object, number: int, current: Object, update: Object) -> Object:
    """The pod of an ordinal: below the partition of the current revision, else of the update revision."""
    source = update
    if is_rolling(statefulset):
        bound = partition(statefulset)
        if not (statefulset["spec"].get("updateStrategy") or {}).get("rollingUpdate"):
            bound = (statefulset.get("status") or {}).get("currentReplicas", 0)
        if number < start(statefulset) + bound:
            source = current
    pod = pod_from_template(template_of(source), statefulset)
    pod["metadata"]["name"] = f"{statefulset['metadata']['name']}-{number}"
    pod["spec"]["hostname"] = pod["metadata"]["name"]
    if statefulset["spec"].get("serviceName"):
        pod["spec"]["subdomain"] = statefulset["spec"]["serviceName"]
    with_identity(statefulset, pod)
    pod["metadata"]["labels"][REVISION_LABEL] = source["metadata"]["name"]
    return pod


def with_identity(statefulset: Object, pod: Object) -> None:
    """Put the labels and claim volumes of its identity on a pod, in place."""
    name = pod["metadata"]["name"]
    labels = pod["metadata"].setdefault("labels", {})
    labels[NAME_LABEL] = name
    labels[INDEX_LABEL] = str(ordinal(pod))
    templates = statefulset["spec"].get("volumeClaimTemplates") or ()
    volumes = [
        {
            "name": template["metadata"]["name"],
            "persistentVolumeClaim": {"claimName": claim_name(template, pod)},
        }
        for template in templates
    ]
    names = {volume["name"] for volume in volumes}
    if volumes:
        others = (volume for volume in pod["spec"].get("volumes") or () if volume["name"] not in names)
        pod["spec"]["volumes"] = [*volumes, *others]


def identity_matches(statefulset: Object, pod: Object) -> bool:
    labels = pod["metadata"].get("labels") or {}
    name = pod["metadata"]["name"]
    return labels.get(NAME_LABEL) == name and labels.get(INDEX_LABEL) == str(ordinal(pod))


def claim_name(template: Object, pod: Object) -> str:
    return f"{template['metadata']['name']}-{pod['metadata']['name']}"


def claims(statefulset: Object, pod: Object) -> list[Object]:
    """The claims that a pod needs, as they would be made."""
    matched = (statefulset["spec"].get("selector") or {}).get("matchLabels") or {}
    made = []
    for template in statefulset["spec"].get("volumeClaimTemplates") or ():
        given = template.get("metadata") or {}
        metadata: Object = {"name": claim_name(template, pod), "namespace": statefulset["metadata"]["namespace"]}
        labels = {**(given.get("labels") or {}), **matched}
        if labels:
            metadata["labels"] = labels
        if given.get("annotations"):
            metadata["annotations"] = dict(given["annotations"])
        spec = copy(template["spec"])
        made.append({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata, "spec": spec})
    return made


def in_order(pods: Sequence[Object], *, descending: bool = False) -> list[Object]:
    return sorted(pods, key=ordinal, reverse=descending)
