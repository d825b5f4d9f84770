"""Who may do what: role based access control over the roles and bindings in the store.

A request is allowed when any rule of any role bound to the user covers it; there is no denying rule. Cluster role bindings
count everywhere, role bindings in their namespace. Members of system:masters may do everything.

Upstream: plugin/pkg/auth/authorizer/rbac, pkg/registry/rbac/validation/rule.go, apiserver/pkg/endpoints/filters/authorization.go.
"""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from pykubectl import Object
from pykubectl.errors import Forbidden
from pykubectl.machinery.requests import Request, Target, User, parse_path

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_SUPERUSERS = "system:masters"
_ACCOUNT_PREFIX = "system:serviceaccount:"
_GROUP = "rbac.authorization.k8s.io"


class Attributes(NamedTuple):
    """What is asked: a verb on a resource, or on a `path` that is none."""

    verb: str
    group: str = ""
    resource: str = ""
    subresource: str = ""
    namespace: str = ""
    name: str = ""
    path: str = ""

    @property
    def full_resource(self) -> str:
        return f"{self.resource}/{self.subresource}" if self.subresource else self.resource


class Grant(NamedTuple):
    """One rule that a user has, and which binding gave it."""

    rule: Object
    binding: Object
    subject: Object


def grants(server: "ApiServer", user: User, namespace: str) -> Iterator[Grant]:
    """The rules that count in a namespace; without a namespace only those of cluster role bindings."""
    registry = server.registry
    for binding in registry.list(f"clusterrolebindings.{_GROUP}", None):
        yield from _granted(server, binding, user, "")
    if namespace:
        for binding in registry.list(f"rolebindings.{_GROUP}", namespace):
            yield from _granted(server, binding, user, namespace)


def _granted(server: "ApiServer", binding: Object, user: User, namespace: str) -> Iterator[Grant]:
    subject = next((one for one in binding.get("subjects") or () if _is_subject(one, user, namespace)), None)
    if subject is None:
        return
    reference = binding["roleRef"]
    if reference["kind"] == "ClusterRole":
        role = server.registry.find(f"clusterroles.{_GROUP}", "", reference["name"])
    else:
        role = server.registry.find(f"roles.{_GROUP}", namespace, reference["name"])
    for rule in (role or {}).get("rules") or ():
        yield Grant(rule, binding, subject)


def _is_subject(subject: Object, user: User, namespace: str) -> bool:
    if subject["kind"] == "User":
        return bool(subject["name"] == user.name)
    if subject["kind"] == "Group":
        return subject["name"] in user.groups
    place = subject.get("namespace") or namespace
    return bool(place) and user.name == f"{_ACCOUNT_PREFIX}{place}:{subject['name']}"


def decide(server: "ApiServer", user: User, asked: Attributes) -> tuple[bool, str]:
    """Whether the user may, and why."""
    if _SUPERUSERS in user.groups:
        return True, ""
    for grant in grants(server, user, asked.namespace):
        if _covers(grant.rule, asked):
            return True, _reason(grant)
    return False, ""


def _reason(grant: Grant) -> str:
    meta, reference, subject = grant.binding["metadata"], grant.binding["roleRef"], grant.subject
    name, kind = meta["name"], "ClusterRoleBinding"
    if "namespace" in meta:
        name, kind = f"{name}/{meta['namespace']}", "RoleBinding"
    who = subject["name"]
    if subject["kind"] == "ServiceAccount":
        who = f"{who}/{subject.get('namespace', '')}"
    role = f'{reference["kind"]} "{reference["name"]}"'
    return f'RBAC: allowed by {kind} "{name}" of {role} to {subject["kind"]} "{who}"'


def _covers(rule: Object, asked: Attributes) -> bool:
    if not _has(rule.get("verbs"), asked.verb):
        return False
    if asked.path:
        return any(_path_matches(url, asked.path) for url in rule.get("nonResourceURLs") or ())
    return (
        _has(rule.get("apiGroups"), asked.group)
        and _has_resource(rule.get("resources") or [], asked)
        and (not rule.get("resourceNames") or asked.name in rule["resourceNames"])
    )


def _has(values: list[str] | None, wanted: str) -> bool:
    return "*" in (values or ()) or wanted in (values or ())


def _has_resource(resources: list[str], asked: Attributes) -> bool:
    if _has(resources, asked.full_resource):
        return True
    return bool(asked.subresource) and f"*/{asked.subresource}" in resources


def _path_matches(url: str, path: str) -> bool:
    return url in ("*", path) or (url.endswith("*") and path.startswith(url.rstrip("*")))


def authorize(server: "ApiServer", request: Request, verb: str) -> None:
    """Raises Forbidden when the request's user may not do what it asks for."""
    if _SUPERUSERS in request.user.groups:
        return
    target = parse_path(request.path)
    asked = Attributes(request.method.lower(), path=request.path) if target is None else _attributes(target, verb)
    if not decide(server, request.user, asked)[0]:
        raise _forbidden(request.user, asked)


def _attributes(target: Target, verb: str) -> Attributes:
    name, namespace = target.name, target.namespace
    if target.resource == "namespaces" and not target.group:
        namespace = name
    return Attributes(
        verb, target.group, target.resource, target.subresource, namespace, "" if verb == "create" else name
    )


def _forbidden(user: User, asked: Attributes) -> Forbidden:
    who = json.dumps(user.name)
    if asked.path:
        return Forbidden(f"forbidden: User {who} cannot {asked.verb} path {json.dumps(asked.path)}")
    where = f"in the namespace {json.dumps(asked.namespace)}" if asked.namespace else "at the cluster scope"
    what = f"{json.dumps(asked.full_resource)} in API group {json.dumps(asked.group)}"
    qualified = f"{asked.resource}.{asked.group}" if asked.group else asked.resource
    return Forbidden.of(qualified, asked.name, f"User {who} cannot {asked.verb} resource {what} {where}")
