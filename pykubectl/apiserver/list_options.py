"""The options of lists and watches, read from the query and checked against each other.

Upstream: apimachinery/pkg/apis/meta/internalversion/validation, apiserver/pkg/storage/api_object_versioner.go.
"""

from collections.abc import Mapping
from typing import NamedTuple

from pykubectl.errors import BadRequest, FieldError, Invalid, forbidden

EXACT, NOT_OLDER_THAN = "Exact", "NotOlderThan"
_MATCH = "resourceVersionMatch"


class ListOptions(NamedTuple):
    """`limit` 0 is none; `token` is where a list goes on; `match` says how the resource version counts."""

    limit: int = 0
    token: str = ""
    resource_version: str = ""
    match: str = ""
    send_initial_events: bool | None = None
    allow_bookmarks: bool = False
    timeout_seconds: int = 0


def read(query: Mapping[str, str], *, watch: bool) -> ListOptions:
    """Raises BadRequest, Invalid."""
    found = ListOptions(
        max(number(query.get("limit", "0")), 0),
        query.get("continue", ""),
        query.get("resourceVersion", ""),
        query.get(_MATCH, ""),
        is_set(query, "sendInitialEvents") if "sendInitialEvents" in query else None,
        is_set(query, "allowWatchBookmarks"),
        number(query.get("timeoutSeconds", "0")),
    )
    if watch and found.resource_version in ("", "0") and not found.match and found.send_initial_events is None:
        found = found._replace(send_initial_events=True, match=NOT_OLDER_THAN)
    errors = list(_watch_errors(found) if watch else _list_errors(found))
    if errors:
        raise Invalid.of("ListOptions", "meta.k8s.io", "", errors)
    return found


def is_set(query: Mapping[str, str], name: str) -> bool:
    """A switch is on unless it says false or 0, even when it says nothing."""
    return name in query and query[name] not in ("false", "0")


def parse_version(text: str) -> int:
    """A resource version; "" is 0. Raises ValueError with the words of the server."""
    if text in ("", "0"):
        return 0
    try:
        return _parse(text, 0, 2**64 - 1, "strconv.ParseUint")
    except ValueError as error:
        raise ValueError(str(FieldError("Invalid value", "resourceVersion", text, str(error)))) from None


def number(text: str) -> int:
    """An option that is a number. Raises BadRequest."""
    try:
        return _parse(text, -(2**63), 2**63 - 1, "strconv.ParseInt")
    except ValueError as error:
        raise BadRequest(str(error)) from None


def _parse(text: str, least: int, most: int, function: str) -> int:
    digits = text.removeprefix("-").removeprefix("+") if least else text
    if not digits.isascii() or not digits.isdigit() or len(text) - len(digits) > 1:
        why = "invalid syntax"
    elif len(digits) > 25 or not least <= int(text) <= most:
        why = "value out of range"
    else:
        return int(text)
    from pykubectl.machinery.json_codec import encode_string

    raise ValueError(f"{function}: parsing {encode_string(text)}: {why}")


def _list_errors(options: ListOptions) -> list[FieldError]:
    errors: list[FieldError] = []
    if options.match:
        if not options.resource_version:
            errors.append(forbidden(_MATCH, f"{_MATCH} is forbidden unless resourceVersion is provided"))
        if options.token:
            errors.append(forbidden(_MATCH, f"{_MATCH} is forbidden when continue is provided"))
        if options.match not in (EXACT, NOT_OLDER_THAN):
            errors.append(_not_supported(options.match, f'"{EXACT}", "{NOT_OLDER_THAN}", ""'))
        if options.match == EXACT and options.resource_version == "0":
            errors.append(forbidden(_MATCH, f'{_MATCH} "exact" is forbidden for resourceVersion "0"'))
    if options.send_initial_events is not None:
        errors.append(forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"))
    return errors


def _watch_errors(options: ListOptions) -> list[FieldError]:
    errors: list[FieldError] = []
    if options.send_initial_events is not None and options.match != NOT_OLDER_THAN:
        errors.append(forbidden(_MATCH, f"sendInitialEvents requires setting {_MATCH} to {NOT_OLDER_THAN}"))
    if options.match:
        if options.send_initial_events is None:
            errors.append(forbidden(_MATCH, f"{_MATCH} is forbidden for watch unless sendInitialEvents is provided"))
        if options.match != NOT_OLDER_THAN:
            errors.append(_not_supported(options.match, f'"{NOT_OLDER_THAN}"'))
        if options.token:
            errors.append(forbidden(_MATCH, f"{_MATCH} is forbidden when continue is provided"))
    return errors


def _not_supported(match: str, supported: str) -> FieldError:
    return FieldError("Unsupported value", _MATCH, match, f"supported values: {supported}")
