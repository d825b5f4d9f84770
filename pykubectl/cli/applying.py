"""Client-side apply: what was applied last, what is there, and what the file says now make one patch.

The object as applied is kept in an annotation of the object itself; fields that were in it and are no more are removed, fields
that were never in it are left to others.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/apply/patcher.go, .../util/apply.go.
"""

import json
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.cli.deleting import FOR_EVER, Deletion, uid_of, wait_until_gone
from pykubectl.cli.errors import Failure, with_source
from pykubectl.cli.resources import Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import LAST_APPLIED, Writes, annotate, modified_configuration, schema_for
from pykubectl.errors import Conflict, Invalid, StatusError
from pykubectl.machinery.json_codec import compact
from pykubectl.machinery.objects import copy
from pykubectl.machinery.requests import MERGE_PATCH, STRATEGIC_MERGE_PATCH

TRIES = 5
PAUSE = 1.0


def last_applied(obj: Object) -> Object | None:
    """The object as it was applied last; None when it never was."""
    text = (obj["metadata"].get("annotations") or {}).get(LAST_APPLIED)
    if not text:
        return None
    found: Object = json.loads(text)
    return found


def modified(obj: Object) -> Object:
    """The object to be, with itself in its annotation."""
    made = copy(obj)
    annotate(made, LAST_APPLIED, modified_configuration(obj))
    return made


def without_nulls(value: Any) -> Any:
    """A creation leaves out nulls, as a patch would."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def describe(info: Info) -> str:
    """An object as errors of apply name it."""
    row = info.resource
    group_version = f"{row.group}/{row.version}"
    return (
        f'Resource: "{group_version}, Resource={row.plural}", GroupVersionKind: "{group_version}, Kind={row.kind}"\n'
        f'Name: "{info.name}", Namespace: "{info.namespace}"'
    )


def three_way_patch(session: Session, live: Object, wanted: Object) -> tuple[Object, str]:
    """The patch and its content type. Raises Failure."""
    from pykubectl.machinery.strategic_merge import StrategicMergeError
    from pykubectl.machinery.three_way import three_way

    schema = schema_for(session, wanted["apiVersion"], wanted["kind"])
    try:
        patch = three_way(last_applied(live), wanted, live, schema)
    except StrategicMergeError as error:
        raise Failure(str(error)) from None
    return patch, MERGE_PATCH if schema is None else STRATEGIC_MERGE_PATCH


class Patcher(NamedTuple):
    """Sends three-way patches; with `deletion` an object that cannot be patched is deleted and made anew."""

    writes: Writes
    deletion: Deletion | None = None
    subresource: str = ""
    timeout: float = 0.0

    def apply(self, info: Info, wanted: Object) -> tuple[Object, Object]:
        """(the patch, the object it led to). `info` holds the live object. Raises StatusError."""
        session = self.writes.session
        live = info.content
        patch: Object = {}
        for attempt in range(TRIES + 1):
            if attempt > 1:
                session.client.pause(PAUSE)
            if attempt:
                live = session.request("GET", info.path)
            try:
                patch, content_type = three_way_patch(session, live, wanted)
                return patch, self._send(info, live, patch, content_type)
            except Conflict as error:
                last: StatusError = error
            except Invalid as error:
                last = error
                break
            except (StatusError, Failure) as error:
                raise self._explained(info, patch, with_source("patching", info.source, error)) from None
        if self.deletion is not None:
            return patch, self._anew(info, wanted)
        raise self._explained(info, patch, with_source("patching", info.source, last)) from None

    def _send(self, info: Info, live: Object, patch: Object, content_type: str) -> Object:
        if not patch:
            return live
        return self.writes.patch(info, patch, content_type, self.subresource)

    def _explained(self, info: Info, patch: Object, error: Exception) -> Exception:
        verb = f"applying patch:\n{compact(patch)}\nto:\n{describe(info)}\nfor:"
        return with_source(verb, info.source, error)

    def _anew(self, info: Info, wanted: Object) -> Object:
        assert self.deletion is not None
        session = self.writes.session
        answer = self.deletion.delete(info)
        wait_until_gone(session, [(info, uid_of(answer))], self.timeout or FOR_EVER)
        return self.writes.create(info, without_nulls(wanted))
