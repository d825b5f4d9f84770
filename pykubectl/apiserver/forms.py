"""The form of an answer: objects as they are, tables, or metadata alone; the request's Accept header says which.

Of the forms it lists, the first that there is counts; `application/json` (or anything) is objects as they are.

Upstream: apiserver/pkg/endpoints/handlers/{negotiation,response.go}.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from pykubectl import Object, kinds
from pykubectl.apiserver import versions
from pykubectl.apiserver.calls import Call
from pykubectl.errors import NotAcceptable

PARTIAL = "PartialObjectMetadata"
PARTIAL_LIST = f"{PARTIAL}List"
_TYPES = frozenset({"application/json", "application/yaml", "application/*", "*/*"})
_VERSIONS = ("meta.k8s.io/v1", "meta.k8s.io/v1beta1")


class Form(NamedTuple):
    """`kind` is Table, PartialObjectMetadata, PartialObjectMetadataList, or "" for objects as they are."""

    kind: str = ""
    api_version: str = ""


@lru_cache(maxsize=64)
def form_of(accept: str) -> Form:
    """Raises NotAcceptable."""
    for choice in accept.split(","):
        media_type, *parameters = (part.strip() for part in choice.split(";"))
        if media_type not in _TYPES:
            continue
        told = dict(parameter.partition("=")[::2] for parameter in parameters)
        if "as" not in told:
            return Form()
        form = Form(told["as"], f"{told.get('g', '')}/{told.get('v', '')}")
        if form.kind in ("Table", PARTIAL, PARTIAL_LIST) and form.api_version in _VERSIONS:
            return form
    raise NotAcceptable("only the following media types are accepted: application/json, application/yaml")


def shaped(form: Form, call: Call, body: Any, now: datetime, query: Mapping[str, str]) -> Any:
    """`body`, an object or a list of the call's kind, in that form. Raises NotAcceptable, BadRequest."""
    if not form.kind or not isinstance(body, dict) or body.get("kind") == "Status":
        # Logs are text, whatever is accepted.
        return body
    if form.kind == "Table":
        from pykubectl.apiserver import tables

        return tables.table(call, body, now, query)
    is_list = versions.is_list(body)
    if is_list != (form.kind == PARTIAL_LIST):
        raise NotAcceptable(
            f"you requested {form.kind}, but the requested object is {'a' if is_list else 'not a'} list ({_go_type(call, is_list)})"
        )
    if not is_list:
        return _partial(form, body)
    items = [_partial(form, item) for item in body["items"]]
    return {"kind": PARTIAL_LIST, "apiVersion": form.api_version, "metadata": body["metadata"], "items": items}


def _partial(form: Form, obj: Object) -> Object:
    return {"kind": PARTIAL, "apiVersion": form.api_version, "metadata": obj["metadata"]}


def _go_type(call: Call, is_list: bool) -> str:
    if call.kind.definition is not None:
        return "*unstructured.UnstructuredList" if is_list else "*unstructured.Unstructured"
    return f"*{kinds.folder(call.kind)}.{call.kind.kind}{'List' if is_list else ''}"
