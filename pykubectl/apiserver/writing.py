"""POST and PUT: a body becomes an object, and the registry takes it from there.

Upstream: apiserver/pkg/endpoints/handlers/{create,update}.go.
"""

from typing import TYPE_CHECKING

from pykubectl import Object
from pykubectl.apiserver import decoding, field_management, reviews, versions
from pykubectl.apiserver.calls import Call
from pykubectl.errors import Invalid, MethodNotAllowed
from pykubectl.machinery.requests import Request

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


def answer(server: "ApiServer", call: Call, request: Request) -> tuple[int, Object]:
    definition = call.kind.definition
    if call.verb == "create" and definition is not None and definition.is_terminating:
        raise MethodNotAllowed("create not allowed while custom resource definition is terminating")
    errors = field_management.manager_errors(call.query.get("fieldManager", ""), "fieldManager")
    if errors:
        raise Invalid.of(f"{call.verb.capitalize()}Options", "meta.k8s.io", "", errors)
    obj = decoding.decode(server, call, request.body)
    if call.verb == "update":
        return 200, versions.answered(call, server.registry.update(call, lambda old: obj))
    if reviews.is_review(call):
        return 201, reviews.answer(server, call, obj)
    return 201, versions.answered(call, server.registry.create(call, obj))
