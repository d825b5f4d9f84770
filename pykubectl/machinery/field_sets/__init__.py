"""Field sets: which fields of an object somebody owns, in the very form that the API writes them in (FieldsV1).

A set is a tree of path elements. An element says how one gets from a value to a part of it, and is written as a string:

    f:name             the field of a map
    k:{"name":"web"}   the item of a list with these key fields
    v:"finalizer"      the item of a set
    i:0                the item at an index

Below an element stands the tree of what is owned inside. An element whose tree is `{}` is owned itself, and nothing inside
it is; one that is owned besides parts of it has the mark `.` in its tree. The empty tree at the root owns nothing.

    {"f:metadata": {"f:labels": {".": {}, "f:app": {}}}}      owns .metadata.labels and .metadata.labels.app

Sets are values: nobody changes one that was handed out. `elements` knows the elements, `algebra` the operations, `codec` the
way in and out.

Upstream: sigs.k8s.io/structured-merge-diff/fieldpath.
"""

from typing import Any

FieldSet = dict[str, Any]
Path = tuple[str, ...]

MEMBER = "."
