"""The order of fields on the wire: the table knows each of its definitions whole, and objects come out as the server sends them."""

import pytest

from pykubectl.machinery import field_order
from pykubectl.machinery.field_order import as_sent
from pykubectl.machinery.json_codec import compact
from pykubectl.machinery.schema import INDEX, definition

_EVERYWHERE = {"kind", "apiVersion", "metadata", "spec", "status", "items"}
_DEFINITIONS = [line.partition("\t")[0] for line in INDEX.read_text("utf-8").splitlines() if line.startswith("io.")]


@pytest.mark.parametrize("name", sorted(field_order._orders()))
def test_a_definition_of_the_table_is_whole(name: str) -> None:
    named = {key: set(field_order._orders()[name]) for key in _DEFINITIONS if key.rpartition(".")[2] == name}
    assert named, "no such definition"
    fields = {key: set(definition(key).fields()) for key in named}
    assert any(fields[key] - _EVERYWHERE == order - _EVERYWHERE for key, order in named.items())


@pytest.mark.parametrize(
    ("obj", "sent"),
    [
        (
            {
                "apiVersion": "v1", "data": {"b": "1", "a": "2"}, "kind": "ConfigMap",
                "metadata": {"labels": {"z": "1", "y": "2"}, "uid": "u", "name": "n"},
            },
            '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"n","uid":"u","labels":{"y":"2","z":"1"}},"data":{"a":"2","b":"1"}}',
        ),
        (
            {"kind": "PodList", "apiVersion": "v1", "items": [{"spec": {"nodeName": "x", "containers": [{"image": "i", "name": "c"}]}}], "metadata": {"resourceVersion": "5"}},
            '{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"5"},"items":[{"spec":{"containers":[{"name":"c","image":"i"}],"nodeName":"x"}}]}',
        ),
        (
            {"kind": "Backup", "apiVersion": "x.io/v1", "metadata": {"uid": "u", "name": "n"}, "spec": {"b": 1, "a": 2}},
            '{"apiVersion":"x.io/v1","kind":"Backup","metadata":{"name":"n","uid":"u"},"spec":{"a":2,"b":1}}',
        ),
        (
            {"kind": "Status", "apiVersion": "v1", "code": 404, "details": {"kind": "pods", "name": "x"}, "message": "m", "reason": "NotFound", "status": "Failure", "metadata": {}},
            '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"m","reason":"NotFound","details":{"name":"x","kind":"pods"},"code":404}',
        ),
        ({"kind": "APIGroup", "apiVersion": "v1", "name": "apps"}, '{"kind":"APIGroup","apiVersion":"v1","name":"apps"}'),
    ],
)  # fmt: skip
def test_as_sent(obj: dict[str, object], sent: str) -> None:
    assert compact(as_sent(obj), sort=False) == sent
