"""The expressions of admission policies: which variables they have, and what they must evaluate to.

    object, oldObject, params   anything             request, namespaceObject   declared types
    variables                   what the policy's own variables gave so far
    authorizer, authorizer.requestResource           in all but messages

Validation compiles them to say what is wrong; admission compiles them again to evaluate them.

Upstream: apiserver/pkg/admission/plugin/cel (compile.go, composition.go), apiserver/pkg/cel/mutation.
"""

from collections.abc import Mapping, Sequence

from pykubectl.machinery.cel import CompileError, Program, compile
from pykubectl.machinery.cel.cel_types import (
    AUTHORIZER,
    BOOL,
    DYN,
    INT,
    RESOURCE_CHECK,
    STRING,
    TIMESTAMP,
    CelType,
    list_of,
    map_of,
    object_type,
)

_STRINGS = list_of(STRING)
_KIND = object_type("kubernetes.GroupVersionKind", {"group": STRING, "version": STRING, "kind": STRING})
_RESOURCE = object_type("kubernetes.GroupVersionResource", {"group": STRING, "version": STRING, "resource": STRING})
_USER = object_type(
    "kubernetes.UserInfo",
    {"username": STRING, "uid": STRING, "groups": _STRINGS, "extra": map_of(STRING, _STRINGS)},
)
REQUEST = object_type(
    "kubernetes.AdmissionRequest",
    {
        **{"kind": _KIND, "resource": _RESOURCE, "subResource": STRING},
        **{"requestKind": _KIND, "requestResource": _RESOURCE, "requestSubResource": STRING},
        **{"name": STRING, "namespace": STRING, "operation": STRING},
        **{"userInfo": _USER, "dryRun": BOOL, "options": DYN},
    },
)
_METADATA = object_type(
    "kubernetes.NamespaceMetadata",
    {
        **{"name": STRING, "generateName": STRING, "namespace": STRING, "UID": STRING, "resourceVersion": STRING},
        **{"labels": map_of(STRING, STRING), "annotations": map_of(STRING, STRING), "finalizers": _STRINGS},
        **{"creationTimestamp": TIMESTAMP, "deletionTimestamp": TIMESTAMP},
        **{"deletionGracePeriodSeconds": INT, "generation": INT},
    },
    {"UID": "uid"},
)
_CONDITION = object_type(
    "kubernetes.NamespaceCondition",
    {"status": STRING, "type": STRING, "lastTransitionTime": TIMESTAMP, "message": STRING, "reason": STRING},
)
NAMESPACE = object_type(
    "kubernetes.Namespace",
    {
        "metadata": _METADATA,
        "spec": object_type("kubernetes.NamespaceSpec", {"finalizers": _STRINGS}),
        "status": object_type("kubernetes.NamespaceStatus", {"conditions": list_of(_CONDITION), "phase": STRING}),
    },
)
JSON_PATCH = object_type("JSONPatch", {"op": STRING, "path": STRING, "from": STRING, "value": DYN})


class _AnyField(dict[str, CelType]):
    """Objects that an expression builds may have every field."""

    def get(self, field: str, default: CelType | None = None) -> CelType:  # type: ignore[override]
        return DYN


OBJECT = object_type("Object", _AnyField())


class ExpressionError(Exception):
    """What is wrong with an expression, in the server's words."""


class Expressions:
    """Compiles the expressions of one policy; variables must be declared in order, before what uses them.

    `builds`: they may build objects and patches; `known`: what is known better of a variable than that it is anything.
    """

    def __init__(self, has_params: bool, builds: bool = False, known: Mapping[str, CelType] | None = None) -> None:
        self.variables = object_type("kubernetes.variables", {})
        self._fields: dict[str, CelType] = {}
        self.variables.fields = self._fields
        self._builds = builds
        self._names: dict[str, CelType] = {
            **{"object": DYN, "oldObject": DYN, "request": REQUEST, "namespaceObject": NAMESPACE},
            **({"params": DYN} if has_params else {}),
            **(known or {}),
        }

    def declare(self, name: str, expression: str) -> Program:
        """A variable of the policy. Raises ExpressionError."""
        try:
            program = self.compile(expression, ())
        except ExpressionError:
            self._fields[name] = DYN
            raise
        self._fields[name] = program.result_type
        return program

    def compile(self, expression: str, wanted: Sequence[CelType], authorizer: bool = True) -> Program:
        """An expression that gives one of the wanted types (any, when none is named). Raises ExpressionError."""
        names = dict(self._names)
        if self._fields:
            names["variables"] = self.variables
        if authorizer:
            names |= {"authorizer": AUTHORIZER, "authorizer.requestResource": RESOURCE_CHECK}
        try:
            program = compile(expression, names, _built_type if self._builds else None)
        except CompileError as error:
            raise ExpressionError(f"{error.what}: {error}") from error
        if wanted and program.result_type not in wanted:
            raise ExpressionError(f"must evaluate to {_shown(wanted)} but got {_name(program.result_type)}")
        return program


def _shown(wanted: Sequence[CelType]) -> str:
    if len(wanted) == 1:
        return _name(wanted[0])
    return f"one of [{' '.join(map(_name, wanted))}]"


def _name(kind: CelType) -> str:
    return kind.kind if kind.kind == "null_type" else str(kind)


def _built_type(name: str) -> CelType | None:
    if name == JSON_PATCH.name:
        return JSON_PATCH
    return object_type(name, OBJECT.fields) if name == "Object" or name.startswith("Object.") else None
