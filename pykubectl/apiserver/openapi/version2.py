"""The document of version 2: the documents of version 3, joined and written in the older layout.

It has no alternatives and no references with company: a quantity is a string, a field that refers to a definition says so
beside its description. What the older layout cannot say of custom kinds is left out, so that clients that check against it
do not refuse what the server takes.

Upstream: kube-openapi/pkg/openapiconv, apiextensions-apiserver/pkg/controller/openapi/v2/conversion.go.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from pykubectl import Object
from pykubectl.apiserver.openapi import definitions, version3
from pykubectl.kinds import Kind
from pykubectl.machinery.requests import Response

_REFERENCE = "#/definitions/"
_WITHOUT = frozenset({"oneOf", "anyOf", "not", "nullable", "allOf", "x-kubernetes-validations"})


def document(kinds: Sequence[Kind]) -> Response:
    names = ["api", "apis", "version", *version3.group_version_names(kinds)]
    tag = hashlib.sha512(" ".join(version3.digest(kinds, name) for name in names).encode()).hexdigest().upper()
    paths: dict[str, Object] = {}
    components: dict[str, Object] = {}
    for name in names:
        found = version3.contents(kinds, name)
        paths |= {url: _item(item) for url, item in found["paths"].items()}
        components |= found["components"]["schemas"]
    body = {
        "swagger": "2.0",
        "info": version3.INFO,
        "paths": dict(sorted(paths.items())),
        "definitions": {name: schema(component) for name, component in sorted(components.items())},
        "securityDefinitions": version3.SECURITY,
        "security": [{name: []} for name in version3.SECURITY],
    }
    return Response(200, body, headers={"Etag": f'"{tag}"'})


def schema(source: Any) -> Any:
    """A schema of version 3 in the layout of version 2."""
    if not isinstance(source, dict):
        return source
    if source.get("nullable") or source.get("x-kubernetes-preserve-unknown-fields"):
        # Clients would check what they are told too strictly.
        kept = ("description", "x-kubernetes-group-version-kind", "x-kubernetes-preserve-unknown-fields")
        whole: Object = {"type": "object"} if "x-kubernetes-group-version-kind" in source else {}
        return {**whole, **{key: source[key] for key in kept if key in source}}
    found = {key: _part(key, value) for key, value in source.items() if key not in _WITHOUT}
    references = [part["$ref"] for part in source.get("allOf") or () if "$ref" in part]
    if references:
        found["$ref"] = references[0]
    if "$ref" in found:
        found["$ref"] = _REFERENCE + found["$ref"].removeprefix(definitions.REFERENCE)
    is_string = any(kind.get("type") == "string" for kind in source.get("oneOf") or ())
    if is_string or source.get("x-kubernetes-int-or-string"):
        found["type"] = "string"
    return found


def _part(key: str, value: Any) -> Any:
    if key == "properties":
        return {name: schema(field) for name, field in value.items()}
    return schema(value) if key in ("items", "additionalProperties") else value


def _item(item: Object) -> Object:
    return {
        method: [_parameter(one) for one in operation] if method == "parameters" else _operation(operation)
        for method, operation in item.items()
    }


def _parameter(parameter: Object) -> Object:
    return {**{key: value for key, value in parameter.items() if key != "schema"}, **parameter["schema"]}


def _operation(operation: Object) -> Object:
    found = {key: value for key, value in operation.items() if key not in ("requestBody", "parameters", "responses")}
    found["parameters"] = [_parameter(one) for one in operation.get("parameters") or ()]
    body = operation.get("requestBody")
    if body:
        found["consumes"] = list(body["content"])
        first = next(iter(body["content"].values()))
        needed: Object = {"required": True} if body.get("required") else {}
        found["parameters"].insert(0, {"name": "body", "in": "body", **needed, "schema": schema(first["schema"])})
    produced = dict.fromkeys(kind for answer in operation["responses"].values() for kind in answer.get("content", ()))
    found["produces"] = list(produced)
    found["schemes"] = ["https"]
    found["responses"] = {code: _answer(answer) for code, answer in operation["responses"].items()}
    return found


def _answer(answer: Object) -> Object:
    contents = list((answer.get("content") or {}).values())
    shown: Object = {"schema": schema(contents[0]["schema"])} if contents else {}
    return {"description": answer["description"], **shown}
