"""DefaultTolerationSeconds: every pod bears a lost node for five minutes, unless it says otherwise.

Upstream: plugin/pkg/admission/defaulttolerationseconds.
"""

from typing import TYPE_CHECKING

from pykubectl.apiserver.admission import Attributes

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_TAINTS = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
_SECONDS = 300


def admit(server: "ApiServer", attributes: Attributes) -> None:
    assert attributes.obj is not None
    spec = attributes.obj["spec"]
    tolerations = spec.get("tolerations") or []
    for taint in _TAINTS:
        if not any(_covers(one, taint) for one in tolerations):
            added = {"key": taint, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": _SECONDS}
            tolerations = [*tolerations, added]
    spec["tolerations"] = tolerations


def _covers(toleration: dict[str, object], taint: str) -> bool:
    return toleration.get("key") in (taint, None, "") and toleration.get("effect") in ("NoExecute", None, "")
