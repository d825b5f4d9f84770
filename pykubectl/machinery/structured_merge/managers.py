"""Who owns what: the entries of metadata.managedFields.

An owner is a manager with the way it writes: an operation (Apply or Update), through a subresource, and for Update in an API
version. `parse` and `text_of` go from the text that the server keeps to owners and back, `shown` and `accepted` between that
text and the list that goes over the wire. The same text is parsed once: most objects of one controller share it.

Upstream: apimachinery/pkg/util/managedfields/internal/managedfields.go.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from pykubectl.machinery.field_sets import FieldSet
from pykubectl.machinery.field_sets.codec import is_sorted_text, ordered
from pykubectl.machinery.field_sets.codec import parse as parse_fields
from pykubectl.machinery.field_sets.elements import ElementError

APPLY, UPDATE = "Apply", "Update"

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
_decode = json.JSONDecoder().decode


class Owner(NamedTuple):
    """`api_version` is that of an Update; one Apply owner goes from version to version."""

    manager: str
    operation: str
    api_version: str = ""
    subresource: str = ""


class Owned:
    """The fields, the version in which they are named, and when the owner last changed something ("": unknown).

    A value: it is never changed. It remembers its text, for most writes leave most owners alone.
    """

    __slots__ = ("_text", "api_version", "fields", "time")

    def __init__(self, fields: FieldSet, api_version: str, time: str = "") -> None:
        self.fields = fields
        self.api_version = api_version
        self.time = time
        self._text = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Owned) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((self.api_version, self.time))

    def __repr__(self) -> str:
        return f"Owned{self._parts()}"

    def _parts(self) -> tuple[FieldSet, str, str]:
        return self.fields, self.api_version, self.time

    def of(self, fields: FieldSet) -> "Owned":
        """The same owner's, with other fields."""
        return self if fields is self.fields else Owned(fields, self.api_version, self.time)

    def text(self, one: Owner) -> str:
        """The entry of `one`, who owns this, as JSON."""
        if not self._text:
            time = f'"time":"{self.time}",' if self.time else ""
            subresource = f',"subresource":{_encode(one.subresource)}' if one.subresource else ""
            self._text = (
                f'{{"manager":{_encode(one.manager)},"operation":"{one.operation}","apiVersion":{_encode(self.api_version)},'
                f'{time}"fieldsType":"FieldsV1","fieldsV1":{_encode(self.fields)}{subresource}}}'
            )
        return self._text


Owners = Mapping[Owner, Owned]


class BadEntry(ValueError):
    """An entry of managedFields that nothing can be made of."""


def owner(manager: str, operation: str, api_version: str, subresource: str = "") -> Owner:
    return Owner(manager or "unknown", operation, "" if operation == APPLY else api_version, subresource)


@lru_cache(maxsize=2_000)
def parse(text: str) -> Owners:
    """The owners in a text of `text_of`; shared, not to be changed."""
    return accepted(_decode(text)) if text else {}


def accepted(entries: Any) -> Owners:
    """The owners that a list of entries names. Raises BadEntry."""
    found = {}
    for index, entry in enumerate(entries):
        operation, api_version = entry.get("operation"), entry.get("apiVersion")
        if operation not in (APPLY, UPDATE):
            raise BadEntry("operation must be `Apply` or `Update`")
        if not api_version:
            raise BadEntry("apiVersion must not be empty")
        if entry.get("fieldsType") != "FieldsV1":
            given = entry.get("fieldsType")
            what = f"invalid fieldsType {json.dumps(given)}" if given else "missing fieldsType"
            raise BadEntry(f"{what} in managed fields entry {index}")
        try:
            fields = parse_fields(entry.get("fieldsV1"))
        except (ElementError, RecursionError) as error:
            raise BadEntry(f"error decoding set: {error}") from error
        key = Owner(
            entry.get("manager") or "",
            operation,
            "" if operation == APPLY else api_version,
            entry.get("subresource") or "",
        )
        found[key] = Owned(fields, api_version, entry.get("time") or "")
    return found


def text_of(owners: Owners) -> str:
    """One line of JSON, equal for equal owners; "" for none."""
    if not owners:
        return ""
    return f"[{','.join(owned.text(one) for one, owned in sorted(owners.items(), key=_order))}]"


def _order(item: tuple[Owner, Owned]) -> tuple[str, ...]:
    one, owned = item
    return one.operation, owned.time, one.manager, owned.api_version, one.subresource


def shown(text: str) -> list[dict[str, Any]]:
    """The list of entries as it leaves the server; the caller's own."""
    entries: list[dict[str, Any]] = _decode(text)
    if not is_sorted_text(text):
        for entry in entries:
            entry["fieldsV1"] = ordered(entry["fieldsV1"])
    return entries


def without_times(owners: Owners) -> Owners:
    return {one: Owned(owned.fields, owned.api_version) for one, owned in owners.items()}
