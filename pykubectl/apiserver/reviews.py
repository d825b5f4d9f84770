"""Reviews: kinds that are asked and answered, never stored. Who am I, may I.

Upstream: pkg/registry/{authentication,authorization}.
"""

from typing import TYPE_CHECKING, Any

from pykubectl import Object
from pykubectl.apiserver.authorization import Attributes, decide, grants
from pykubectl.apiserver.calls import Call
from pykubectl.machinery.requests import User
from pykubectl.machinery.timestamps import format_time

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


def is_review(call: Call) -> bool:
    return call.kind.verbs == ("create",) and not call.subresource


def answer(server: "ApiServer", call: Call, obj: Object) -> Object:
    """The review with its status."""
    status = _STATUS[call.kind.kind](server, call, obj) if call.kind.kind in _STATUS else {}
    meta = {**obj.get("metadata", {}), "creationTimestamp": format_time(server.world.now)}
    return {**obj, "metadata": meta, "status": status}


def _self(server: "ApiServer", call: Call, obj: Object) -> Any:
    info: Object = {"username": call.user.name, "groups": list(call.user.groups)}
    if call.user.uid:
        info["uid"] = call.user.uid
    if call.user.extra:
        info["extra"] = {key: list(values) for key, values in call.user.extra.items()}
    return {"userInfo": info}


def _own_access(server: "ApiServer", call: Call, obj: Object) -> Any:
    return _verdict(server, call.user, obj["spec"])


def _access(server: "ApiServer", call: Call, obj: Object) -> Any:
    spec = obj["spec"]
    return _verdict(server, User(spec.get("user", ""), tuple(spec.get("groups") or ())), spec)


def _verdict(server: "ApiServer", user: User, spec: Object) -> Any:
    allowed, reason = decide(server, user, _attributes(spec))
    return {"allowed": allowed, "reason": reason} if reason else {"allowed": allowed}


def _attributes(spec: Object) -> Attributes:
    path = spec.get("nonResourceAttributes")
    if path:
        return Attributes(path.get("verb", ""), path=path.get("path", ""))
    asked = spec.get("resourceAttributes") or {}
    fields = ("verb", "group", "resource", "subresource", "namespace", "name")
    return Attributes(*(asked.get(field, "") for field in fields))


def _rules(server: "ApiServer", call: Call, obj: Object) -> Any:
    resources: list[Object] = []
    paths: list[Object] = []
    for grant in grants(server, call.user, obj["spec"].get("namespace", "")):
        rule = grant.rule
        if rule.get("resources"):
            fields = ("verbs", "apiGroups", "resources", "resourceNames")
            resources.append({field: rule[field] for field in fields if rule.get(field)})
        if rule.get("nonResourceURLs"):
            paths.append({"verbs": rule["verbs"], "nonResourceURLs": rule["nonResourceURLs"]})
    return {"resourceRules": resources, "nonResourceRules": paths, "incomplete": False}


_STATUS = {
    "SelfSubjectReview": _self,
    "SelfSubjectAccessReview": _own_access,
    "SubjectAccessReview": _access,
    "LocalSubjectAccessReview": _access,
    "SelfSubjectRulesReview": _rules,
}
