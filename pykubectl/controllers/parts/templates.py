"""Pods and hashes from a pod template.

Upstream: pkg/controller/controller_utils.go (GetPodFromTemplate, ComputeHash), apimachinery/pkg/util/rand (SafeEncodeString).
"""

import json
from typing import Any
from zlib import crc32

from pykubectl import Object
from pykubectl.machinery.objects import copy
from pykubectl.machinery.owners import controller_reference
from pykubectl.world import SAFE_ALPHABET


def safe_encode(text: str) -> str:
    """Letters of the safe alphabet in place of any: names made so never spell a word."""
    return "".join(SAFE_ALPHABET[ord(letter) % len(SAFE_ALPHABET)] for letter in text)


def hash_of(value: Any, collision_count: int | None = None) -> str:
    """A short name for a value; another collision count gives another name."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    if collision_count is not None:
        text += f"#{collision_count}"
    return safe_encode(str(crc32(text.encode())))


def pod_from_template(template: Object, owner: Object) -> Object:
    """A new pod that `owner` controls; the API server makes up its name."""
    given = template.get("metadata") or {}
    metadata: Object = {key: copy(given[key]) for key in ("labels", "annotations", "finalizers") if given.get(key)}
    metadata["generateName"] = owner["metadata"]["name"] + "-"
    metadata["namespace"] = owner["metadata"]["namespace"]
    metadata["ownerReferences"] = [controller_reference(owner)]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": copy(template["spec"])}
