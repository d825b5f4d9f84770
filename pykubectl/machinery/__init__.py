"""API machinery: pure functions on objects. No I/O, no clock, and no knowledge of any kind.

One module per idea: quantity, selectors, patches (strategic_merge, json_merge, json_patch, three_way), schema, jsonpath,
yaml_codec, timestamps, names, owners, requests. What looks like a rule of one kind belongs to `pykubectl.kinds`.

What outgrew a module is a package; each says in its docstring how its parts fit:

    field_sets         which fields somebody owns (FieldsV1), and the algebra of such sets
    structured_merge   objects of many owners, merged along their schema: managed fields and server-side apply
    structural         the schemas of custom resources: pruning, defaulting, validation
    cel                the expressions of validation rules, admission policies and matchConditions
    regexp             Go's regular expressions, in linear time
    go_template        `-o go-template`

To add an idea: one module and its tests; it takes plain objects and schemas, and raises errors of its own.

Upstream: staging/src/k8s.io/apimachinery.
"""
