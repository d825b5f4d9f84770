"""authorizer: asks whether a user may do something.

    authorizer.group('apps').resource('deployments').namespace('default').check('create').allowed()

Who answers is not known here: an Authorizer holds a function from a Question to an Answer.

Upstream: k8s.io/apiserver/pkg/cel/library/authz.go.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from pykubectl.machinery.cel.errors import EvaluationError
from pykubectl.machinery.cel.values import Opaque

_NAMES = "kubernetes.authorization."
_LABEL = re.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN = re.compile(rf"{_LABEL.pattern}(\.{_LABEL.pattern})*")


class Question(NamedTuple):
    """A verb on a resource, or on a path that is none; by a service account, or (without) by who made the request."""

    verb: str = ""
    group: str = ""
    resource: str = ""
    subresource: str = ""
    namespace: str = ""
    name: str = ""
    path: str = ""
    account: tuple[str, str] | None = None


class Answer(NamedTuple):
    allowed: bool
    reason: str = ""
    error: str = ""


class _Step(Opaque):
    """A question that is being put together."""

    __slots__ = ("answer", "question")

    def __init__(self, answer: Callable[[Question], Answer], question: Question) -> None:
        self.answer, self.question = answer, question


class Authorizer(_Step):
    __slots__ = ()
    type_name = f"{_NAMES}Authorizer"


class PathCheck(_Step):
    __slots__ = ()
    type_name = f"{_NAMES}PathCheck"


class GroupCheck(_Step):
    __slots__ = ()
    type_name = f"{_NAMES}GroupCheck"


class ResourceCheck(_Step):
    __slots__ = ()
    type_name = f"{_NAMES}ResourceCheck"


class Decision(Opaque):
    __slots__ = ("answer",)
    type_name = f"{_NAMES}Decision"

    def __init__(self, answer: Answer) -> None:
        self.answer = answer


def _path(step: Authorizer, path: str) -> PathCheck:
    if not path.strip():
        raise EvaluationError("path must not be empty")
    return PathCheck(step.answer, step.question._replace(path=path))


def _group(step: Authorizer, group: str) -> GroupCheck:
    return GroupCheck(step.answer, step.question._replace(group=group))


def _service_account(step: Authorizer, namespace: str, name: str) -> Authorizer:
    if not _SUBDOMAIN.fullmatch(name):
        raise EvaluationError("Invalid service account name")
    if not _LABEL.fullmatch(namespace):
        raise EvaluationError("Invalid service account namespace")
    return Authorizer(step.answer, step.question._replace(account=(namespace, name)))


def _resource(step: GroupCheck, resource: str) -> ResourceCheck:
    if not resource.strip():
        raise EvaluationError("resource must not be empty")
    return ResourceCheck(step.answer, step.question._replace(resource=resource))


def _subresource(step: ResourceCheck, subresource: str) -> ResourceCheck:
    return ResourceCheck(step.answer, step.question._replace(subresource=subresource))


def _namespace(step: ResourceCheck, namespace: str) -> ResourceCheck:
    return ResourceCheck(step.answer, step.question._replace(namespace=namespace))


def _name(step: ResourceCheck, name: str) -> ResourceCheck:
    return ResourceCheck(step.answer, step.question._replace(name=name))


def _same(step: ResourceCheck, selector: str) -> ResourceCheck:
    """Rules of RBAC know no selectors, so that one changes nothing."""
    return step


def _check(step: _Step, verb: str) -> Decision:
    return Decision(step.answer(step.question._replace(verb=verb)))


_CHECK, _DECISION = f"{_NAMES}ResourceCheck", f"{_NAMES}Decision"
ROWS = (
    ("path", "authorizer_path", f"{_NAMES}Authorizer.(string) -> {_NAMES}PathCheck", _path),
    ("group", "authorizer_group", f"{_NAMES}Authorizer.(string) -> {_NAMES}GroupCheck", _group),
    (
        "serviceAccount",
        "authorizer_serviceaccount",
        f"{_NAMES}Authorizer.(string, string) -> {_NAMES}Authorizer",
        _service_account,
    ),
    ("resource", "groupcheck_resource", f"{_NAMES}GroupCheck.(string) -> {_CHECK}", _resource),
    ("subresource", "resourcecheck_subresource", f"{_CHECK}.(string) -> {_CHECK}", _subresource),
    ("namespace", "resourcecheck_namespace", f"{_CHECK}.(string) -> {_CHECK}", _namespace),
    ("name", "resourcecheck_name", f"{_CHECK}.(string) -> {_CHECK}", _name),
    ("fieldSelector", "authorizer_fieldselector", f"{_CHECK}.(string) -> {_CHECK}", _same),
    ("labelSelector", "authorizer_labelselector", f"{_CHECK}.(string) -> {_CHECK}", _same),
    ("check", "pathcheck_check", f"{_NAMES}PathCheck.(string) -> {_DECISION}", _check),
    ("check", "resourcecheck_check", f"{_CHECK}.(string) -> {_DECISION}", _check),
    ("errored", "decision_errored", f"{_DECISION}.() -> bool", lambda decision: bool(decision.answer.error)),
    ("error", "decision_error", f"{_DECISION}.() -> string", lambda decision: decision.answer.error),
    ("allowed", "decision_allowed", f"{_DECISION}.() -> bool", lambda decision: decision.answer.allowed),
    ("reason", "decision_reason", f"{_DECISION}.() -> string", lambda decision: decision.answer.reason),
)
