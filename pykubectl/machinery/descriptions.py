"""Descriptions: what the API's documentation says of definitions and their fields.

They come from an index made at build time (hatch_build.py), which is opened when the first one is asked for.

Upstream: the `description` of OpenAPI schemas.
"""

import json
import zlib
from base64 import b85decode
from collections.abc import Mapping
from functools import cache
from pathlib import Path

INDEX = Path(__file__).with_name("descriptions.idx")


def description_of(definition: str) -> str:
    """The description of a definition, as `io.k8s.api.core.v1.PodSpec`; empty when there is none."""
    return _entry(definition)[0]


def field_descriptions(definition: str) -> Mapping[str, str]:
    """The descriptions of a definition's fields, by name; fields without one are left out."""
    return _entry(definition)[1]


@cache
def _index() -> bytes:
    return INDEX.read_bytes()


@cache
def _entry(definition: str) -> tuple[str, Mapping[str, str]]:
    index = _index()
    mark = f"\n{definition}\t".encode()
    start = index.find(mark)
    if start < 0:
        return "", {}
    packed = index[start + len(mark) : index.find(b"\n", start + 1)]
    description, fields = json.loads(zlib.decompress(b85decode(packed)))
    return description, fields
