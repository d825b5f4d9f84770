"""`serviceaccounts/token`: a token for a service account, in the form of a JWT.

The claims are the real ones; the signature is made with the cluster's own secret, so that it can be told from a forged one.

Upstream: pkg/registry/core/serviceaccount/storage/token.go, pkg/serviceaccount/claims.go.
"""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pykubectl import Object
from pykubectl.apiserver.calls import Call
from pykubectl.apiserver.exchanged import typed
from pykubectl.errors import Invalid, invalid
from pykubectl.machinery.requests import Request
from pykubectl.machinery.timestamps import format_time

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_ISSUER = "https://kubernetes.default.svc.cluster.local"
_DEFAULT_SECONDS = 3600
_MIN_SECONDS = 600
_MAX_SECONDS = 1 << 32


def answer(server: "ApiServer", call: Call, request: Request) -> tuple[int, Any]:
    account = server.registry.get(call.kind, call.namespace, call.name)
    spec = typed(request.body, "authentication.k8s.io/v1", "TokenRequest").get("spec") or {}
    seconds = spec.get("expirationSeconds") or _DEFAULT_SECONDS
    _check(seconds)
    audiences = spec.get("audiences") or [_ISSUER]
    now = server.world.now
    expires = now + timedelta(seconds=seconds)
    claims = {
        "aud": audiences,
        "exp": int(expires.timestamp()),
        "iat": int(now.timestamp()),
        "iss": _ISSUER,
        "jti": server.world.uid(),
        "kubernetes.io": {
            "namespace": call.namespace,
            "serviceaccount": {"name": call.name, "uid": account["metadata"]["uid"]},
        },
        "nbf": int(now.timestamp()),
        "sub": f"system:serviceaccount:{call.namespace}:{call.name}",
    }
    meta = {"name": call.name, "namespace": call.namespace, "creationTimestamp": format_time(now)}
    return 201, {
        "kind": "TokenRequest",
        "apiVersion": "authentication.k8s.io/v1",
        "metadata": meta,
        "spec": {"audiences": audiences, "expirationSeconds": seconds, "boundObjectRef": spec.get("boundObjectRef")},
        "status": {"token": signed(server, claims), "expirationTimestamp": format_time(expires)},
    }


def _check(seconds: int) -> None:
    if seconds < _MIN_SECONDS:
        detail = "may not specify a duration less than 10 minutes"
    elif seconds > _MAX_SECONDS:
        detail = "may not specify a duration larger than 2^32 seconds"
    else:
        return
    error = invalid("spec.expirationSeconds", seconds, detail)
    # The request is an object without a name.
    raise Invalid.of("TokenRequest", "authentication.k8s.io", "", [error])


def signed(server: "ApiServer", claims: Object) -> str:
    """The token with these claims."""
    secret = server.store.meta("token-secret")
    if secret is None:
        secret = format(server.world.token(256), "064x")
        server.store.set_meta("token-secret", secret)
    head = _segment(json.dumps({"alg": "HS256", "kid": "pykubectl"}).encode())
    body = f"{head}.{_segment(json.dumps(claims).encode())}"
    return f"{body}.{_segment(hmac.new(bytes.fromhex(secret), body.encode(), hashlib.sha256).digest())}"


def _segment(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
