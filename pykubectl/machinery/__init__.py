"""API machinery: pure functions on objects. No I/O, no clock, and no knowledge of any kind.

One module per idea: quantity, selectors, patches (strategic_merge, json_merge, json_patch, three_way), schema, jsonpath,
yaml_codec, timestamps, names, owners, requests. What looks like a rule of one kind belongs to `pykubectl.kinds`.

Upstream: staging/src/k8s.io/apimachinery.
"""
