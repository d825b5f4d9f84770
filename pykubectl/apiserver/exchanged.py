"""Bodies that are not of the kind that the path names: options of deletions, scales, evictions, bindings, requests for tokens.

Upstream: apiserver/pkg/endpoints/handlers/{delete,create}.go.
"""

from typing import Any

from pykubectl import Object
from pykubectl.errors import BadRequest
from pykubectl.machinery.decode import decode
from pykubectl.machinery.literals import go_kind
from pykubectl.machinery.objects import copy
from pykubectl.machinery.schema import schema_of


def typed(body: Any, api_version: str, kind: str) -> Object:
    """The body as an object of that kind, with fields of their types; none is an empty one. Raises BadRequest."""
    if body is None:
        return {}
    version = api_version.rpartition("/")[2]
    problem = (
        ""
        if isinstance(body, dict)
        else f"json: cannot unmarshal {go_kind(body)} into Go value of type {version}.{kind}"
    )
    obj: Object = {} if problem else copy(body)
    schema = schema_of(api_version, kind)
    assert schema is not None, kind
    problem = problem or decode(obj, schema).error
    if problem:
        raise BadRequest(f'{kind} in version "{version}" cannot be handled as a {kind}: {problem}')
    return obj
