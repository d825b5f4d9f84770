"""OpenAPI documents: what the API offers, in the form that clients read it in to explain, validate and merge.

    /openapi/v3                          an index: one URL per document, with a hash of its contents
    /openapi/v3/apis/apps/v1             one group version: its paths, and every component they lead to
    /openapi/v3/apis, /openapi/v3/version ...   what is no resource
    /openapi/v2                          all of it in the older layout

A document is made when it is asked for, from the index of schemas, the index of descriptions and the definitions of custom
kinds; the hash is made from the same sources, so that the index costs nothing of it.

Upstream: kube-openapi/pkg/{handler,handler3,builder,builder3}, apiextensions-apiserver/pkg/controller/openapi{,v3}.
"""

from typing import TYPE_CHECKING

from pykubectl.errors import NotFound
from pykubectl.machinery.requests import Request, Response

if TYPE_CHECKING:
    from pykubectl.apiserver.catalogue import Catalogue


def answer(catalogue: "Catalogue", request: Request) -> Response:
    """Raises NotFound."""
    from pykubectl.apiserver.openapi import version2, version3

    path = request.path.strip("/").removeprefix("openapi/")
    if path == "v2":
        return version2.document(list(catalogue))
    if path == "v3":
        return Response(200, version3.index(list(catalogue)))
    if path.startswith("v3/"):
        return version3.document(list(catalogue), path.removeprefix("v3/"))
    raise NotFound.path()
