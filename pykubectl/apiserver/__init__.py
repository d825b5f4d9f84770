"""The API server: the one door to the store, and the same pipeline for every kind.

A request takes this way (`server.py` is that on one screen):

    size, nesting          limits.py: what no request may exceed
    path → Call            calls.py: kind, verb, namespace, name, options; authorization
    body → object          decoding.py: version, unknown fields (Strict, Warn, Ignore), types, defaults
    admission, mutating    admission/: one module per plugin
    strategy, validation   registry.py with the hooks of `pykubectl.kinds`; all field errors in one Invalid
    admission, validating  quota and the like
    store                  compare-and-swap; every request is one transaction
    response               the object, a list (reading.py, pages.py, listing.py) or events (watching.py), in the form asked for (forms.py)

What is no resource is discovery's: groups, versions, and the documents of `openapi/`.
Subresources (`subresources/`) are changes to a part of the object that run the same way. Loops come in through `actor.py`,
which skips path and decoding, nothing else.

Upstream: staging/src/k8s.io/apiserver (endpoints/handlers, registry/generic/registry/store.go), pkg/registry.
"""
