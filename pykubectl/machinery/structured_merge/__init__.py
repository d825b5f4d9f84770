"""Structured merge: objects of many owners, merged along their schema. What server-side apply is made of.

    merge_types     how values of a schema merge: scalars, lists (atomic, or associative by keys or value), maps (atomic or granular)
    items           the path elements of the items of an associative list
    validation      whether a value fits its type: undeclared fields, wrong types, duplicate items
    field_set       value → the set of its fields
    comparison      two values → the fields that changed, and those that went
    merging         live value + applied configuration → merged value
    removal         a value without, or with only, the fields of a set
    reconciliation  a set written under another schema → a set for this one
    managers        who owns what: the entries of metadata.managedFields, their identity, order and text
    updating        what an update or an apply makes of the owners, and of the object; conflicts
    last_applied    the annotation of client-side apply, and what it lets kubectl take over

A value is JSON; null is a value, absence is the absence of its key. No module knows a kind: types come from
`machinery.schema.Schema`, whatever it was made from.

Upstream: sigs.k8s.io/structured-merge-diff (typed, merge), apimachinery/pkg/util/managedfields.
"""
