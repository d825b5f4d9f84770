"""Which policies a request meets, through which of their bindings, and with which parameters.

Upstream: apiserver/pkg/admission/plugin/policy/generic/policy_dispatcher.go.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from pykubectl import Object
from pykubectl.apiserver.admission import Attributes
from pykubectl.apiserver.policies import matching, params
from pykubectl.apiserver.policies.definitions import Policy, compiled
from pykubectl.kinds import Kind

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_GROUP = "admissionregistration.k8s.io"


class Invocation(NamedTuple):
    """A policy met through a binding; or, with `problem`, one whose configuration is at fault."""

    policy: Policy
    binding: Object | None
    version: str = ""
    params: Object | None = None
    problem: str = ""

    @property
    def binding_name(self) -> str:
        return str(self.binding["metadata"]["name"]) if self.binding is not None else ""


def invocations(server: "ApiServer", kind: str, attributes: Attributes) -> Iterator[Invocation]:
    """By policy, then by binding, both in the order of their names; `kind` is validating or mutating."""
    bindings = server.registry.list(f"{kind}admissionpolicybindings.{_GROUP}")
    if not bindings or matching.is_exempt(attributes):
        return
    by_policy: dict[str, list[Object]] = {}
    for binding in bindings:
        by_policy.setdefault(binding["spec"].get("policyName") or "", []).append(binding)
    for name, bound in sorted(by_policy.items()):
        source = server.registry.find(f"{kind}admissionpolicies.{_GROUP}", "", name)
        if source is not None:
            yield from _of_policy(server, source, bound, attributes)


def _of_policy(
    server: "ApiServer", source: Object, bindings: list[Object], attributes: Attributes
) -> Iterator[Invocation]:
    version = matching.matching_version(server, source["spec"].get("matchConstraints") or {}, attributes)
    if version is None:
        return
    policy = compiled(source)
    try:
        param_kind = params.kind_of(server, source)
    except params.ConfigurationError as error:
        yield Invocation(policy, None, problem=f"failed to configure policy: {error}")
        return
    for binding in bindings:
        resources = binding["spec"].get("matchResources")
        if resources is None or matching.matching_version(server, resources, attributes) is not None:
            yield from _of_binding(server, Invocation(policy, binding, version), param_kind, attributes)


def _of_binding(
    server: "ApiServer", found: Invocation, param_kind: Kind | None, attributes: Attributes
) -> Iterator[Invocation]:
    assert found.binding is not None
    try:
        collected = params.collect(server, found.policy.source, param_kind, found.binding, attributes.call.namespace)
    except params.ConfigurationError as error:
        yield found._replace(problem=f"failed to configure binding: {error}")
        return
    for one in collected:
        yield found._replace(params=one)
