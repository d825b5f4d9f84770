"""Webhook configurations: what the server says of a wrong one."""

from typing import Any

import pytest

from pykubectl.kinds.admissionregistration import mutatingwebhookconfiguration as hooks
from pykubectl.machinery.objects import copy

Object = dict[str, Any]
RULE = {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"], "operations": ["CREATE"]}


def configuration(*webhooks: Object) -> Object:
    given = {
        "name": "a.example.com",
        "clientConfig": {"url": "https://x.y"},
        "rules": [RULE],
        "sideEffects": "None",
        "admissionReviewVersions": ["v1"],
    }
    obj = {"metadata": {"name": "x"}, "webhooks": [copy({**given, **webhook}) for webhook in webhooks]}
    hooks.default(obj)
    return obj


@pytest.mark.parametrize(
    ("webhook", "texts"),
    [
        ({}, []),
        ({"name": ""}, ["name: Required value"]),
        ({"name": "a.b"}, ['name: Invalid value: "a.b": should be a domain with at least three segments separated by dots']),
        ({"sideEffects": None}, ["sideEffects: Required value: must specify one of None, NoneOnDryRun"]),
        ({"sideEffects": "Some"}, ['sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"']),
        ({"admissionReviewVersions": []}, ["admissionReviewVersions: Required value: must specify one of v1, v1beta1"]),
        ({"admissionReviewVersions": ["v2"]}, ['admissionReviewVersions: Invalid value: ["v2"]: must include at least one of v1, v1beta1']),
        ({"failurePolicy": "Maybe"}, ['failurePolicy: Unsupported value: "Maybe": supported values: "Fail", "Ignore"']),
        ({"reinvocationPolicy": "Always"}, ['reinvocationPolicy: Unsupported value: "Always": supported values: "IfNeeded", "Never"']),
        ({"timeoutSeconds": 31}, ["timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds"]),
        ({"clientConfig": {}}, ["clientConfig: Required value: exactly one of url or service is required"]),
        ({"clientConfig": {"url": "https://me@x.y/z?q=1#f"}}, [
            'clientConfig.url: Invalid value: "me": user information is not permitted in the URL',
            'clientConfig.url: Invalid value: "f": fragments are not permitted in the URL',
            'clientConfig.url: Invalid value: "q=1": query parameters are not permitted in the URL',
        ]),
        # The server mixes up the two names.
        ({"clientConfig": {"service": {"name": "s", "path": "x", "port": 0}}}, [
            "clientConfig.service.name: Required value",
            "clientConfig.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive",
            "clientConfig.service.path: Invalid value: \"x\": must start with a '/'",
            'clientConfig.service.path: Invalid value: "x": segment[0] may not be empty',
        ]),
        ({"rules": [{**RULE, "operations": ["GET"]}]}, [
            'rules[0].operations[0]: Unsupported value: "GET": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"',
        ]),
        ({"rules": [{}]}, [
            "rules[0].operations: Required value",
            "rules[0].apiGroups: Required value",
            "rules[0].apiVersions: Required value",
            "rules[0].resources: Required value",
        ]),
        ({"matchConditions": [{"name": "x", "expression": ""}]}, ["matchConditions[0].expression: Required value"]),
    ],
)  # fmt: skip
def test_webhooks(webhook: Object, texts: list[str]) -> None:
    found = [str(error).removeprefix("webhooks[0].") for error in hooks.validate(configuration(webhook))]
    assert found == texts


def test_names_are_unique() -> None:
    assert [str(error) for error in hooks.validate(configuration({}, {}))] == [
        'webhooks[1].name: Duplicate value: "a.example.com"'
    ]


@pytest.mark.parametrize("webhook", [{"sideEffects": "Some"}, {"admissionReviewVersions": ["v2"]}])
def test_what_was_wrong_may_stay(webhook: Object) -> None:
    old = configuration(webhook)
    assert hooks.validate_update(copy(old), old) == []
    assert len(hooks.validate_update(old, configuration({}))) == 1
