"""Reviews: kinds that are asked and answered, never stored. Who am I, may I.

Upstream: pkg/registry/{authentication,authorization}.
"""

from typing import TYPE_CHECKING, Any

from pykubectl import Object
from pykubectl.apiserver.calls import Call
from pykubectl.machinery.timestamps import format_time

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


def is_review(call: Call) -> bool:
    return call.kind.verbs == ("create",) and not call.subresource


def answer(server: "ApiServer", call: Call, obj: Object) -> Object:
    """The review with its status; the embedded cluster's user is its administrator."""
    status = _STATUS[call.kind.kind](call, obj) if call.kind.kind in _STATUS else {}
    meta = {**obj.get("metadata", {}), "creationTimestamp": format_time(server.world.now)}
    return {**obj, "metadata": meta, "status": status}


def _self(call: Call, obj: Object) -> Any:
    return {"userInfo": {"username": call.user.name, "groups": list(call.user.groups)}}


def _access(call: Call, obj: Object) -> Any:
    return {"allowed": True}


def _rules(call: Call, obj: Object) -> Any:
    everything = {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}
    urls = {"verbs": ["*"], "nonResourceURLs": ["*"]}
    return {"resourceRules": [everything], "nonResourceRules": [urls], "incomplete": False}


_STATUS = {
    "SelfSubjectReview": _self,
    "SelfSubjectAccessReview": _access,
    "SubjectAccessReview": _access,
    "LocalSubjectAccessReview": _access,
    "SelfSubjectRulesReview": _rules,
}
