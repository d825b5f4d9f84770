"""Decoding of custom resources: what Go's types do for built-in kinds, done by their schema.

Metadata takes its form, what the schema does not know is dropped, nulls that mean nothing go. What is of the wrong type stays:
that is for validation to report.

Upstream: apiextensions-apiserver/pkg/apiserver/customresource_handler.go (unstructuredSchemaCoercer).
"""

from pykubectl import Object
from pykubectl.machinery.decode import Decoded
from pykubectl.machinery.literals import go_kind
from pykubectl.machinery.structural import defaulting, embedded, pruning


def decode(obj: Object, schema: Object) -> Decoded:
    """An object from the wire, in place: its own metadata first, then its fields, then the objects within it."""
    for name in ("kind", "apiVersion"):
        if obj.get(name) is not None and not isinstance(obj[name], str):
            found = f".{name} accessor error: {obj[name]} is of the type {go_kind(obj[name])}, expected string"
            return Decoded([], found, found)
    unknown: list[str] = []
    if "metadata" in obj:
        metadata = embedded.decode_metadata(obj["metadata"])
        if metadata.error:
            return Decoded([], metadata.error, metadata.error)
        obj["metadata"] = metadata.metadata
        unknown += [f"metadata.{name}" for name in metadata.unknown]
    unknown += pruning.prune_paths(obj, schema)
    defaulting.drop_nulls(obj, schema)
    coerced = embedded.coerce(obj, schema)
    error = str(coerced.error) if coerced.error else ""
    return Decoded([f'unknown field "{path}"' for path in unknown + coerced.unknown], error, error)


def repair(obj: Object, schema: Object) -> None:
    """The same for an object that was stored or converted, in place; its own metadata is as it should be."""
    pruning.prune_paths(obj, schema)
    defaulting.drop_nulls(obj, schema)
    embedded.coerce(obj, schema)
