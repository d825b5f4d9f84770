"""Validation of what a service says of its own addresses: cluster IPs, and the families they are of.

Upstream: pkg/apis/core/validation (ValidateServiceClusterIPsRelatedFields, validateUpgradeDowngradeClusterIPs),
pkg/registry/core/service/storage/alloc.go (initIPFamilyFields).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, invalid, required
from pykubectl.kinds import rules

_FAMILIES = ("IPv4", "IPv6")
_POLICIES = ("PreferDualStack", "RequireDualStack", "SingleStack")
_KEPT = "may not change once set"


def validate_addresses(spec: Object) -> list[FieldError]:
    if spec.get("type") == "ExternalName":
        return []
    addresses, families, policy = spec.get("clusterIPs") or [], spec.get("ipFamilies") or [], spec.get("ipFamilyPolicy")
    errors = _in_step(spec.get("clusterIP") or "", addresses)
    for index, family in enumerate(families):
        here = f"spec.ipFamilies[{index}]"
        if family not in _FAMILIES:
            errors.append(rules.unsupported(here, family, _FAMILIES))
        if family in families[:index]:
            errors.append(duplicate(here, family))
    if policy is not None and policy not in _POLICIES:
        errors.append(rules.unsupported("spec.ipFamilyPolicy", policy, _POLICIES))
    wrong = _cluster_ips("spec.clusterIPs", addresses)
    errors += wrong
    if not any(error.detail == rules.IP_TEXT or "first and only" in error.detail for error in wrong):
        errors += _of_families("spec.clusterIPs", addresses, families)
    return errors or _of_this_cluster(spec)


def _in_step(address: str, addresses: list[str]) -> list[FieldError]:
    path = "spec.clusterIPs"
    if address and not addresses:
        return [required(path)]
    if address and addresses[0] != address:
        return [invalid(path, addresses, "first value must match `clusterIP`")]
    if not address and any(addresses):
        return [invalid(path, addresses, "must be empty when `clusterIP` is not specified")]
    return []


def _cluster_ips(path: str, addresses: list[str]) -> list[FieldError]:
    errors = []
    for index, address in enumerate(addresses):
        if index == 0 and address == "None":
            if len(addresses) > 1:
                errors.append(invalid(path, addresses, "'None' must be the first and only value"))
        elif address or index:
            errors += rules.ip_address(f"{path}[{index}]", address)
    if len(addresses) > 2:
        errors.append(invalid(path, addresses, "may only hold up to 2 values"))
    return errors


def _of_families(path: str, addresses: list[str], families: list[str]) -> list[FieldError]:
    errors = []
    if len(addresses) > 1 and len({":" in address for address in addresses}) == 1:
        errors.append(invalid(path, addresses, "may specify no more than one IP for each IP family"))
    if addresses[:1] in (["None"], [""]):
        return errors
    for index, (address, family) in enumerate(zip(addresses, families, strict=False)):
        if family in _FAMILIES and (":" in address) != (family == "IPv6"):
            text = f"expected an {family} value as indicated by `ipFamilies[{index}]`"
            errors.append(invalid(f"{path}[{index}]", address, text))
    return errors


def _of_this_cluster(spec: Object) -> list[FieldError]:
    """It has addresses of one family; only a headless service that has no selector may say that it has others."""
    if spec.get("clusterIP") == "None" and not spec.get("selector"):
        return []
    errors = []
    if spec.get("ipFamilyPolicy") == "RequireDualStack":
        text = "this cluster is not configured for dual-stack services"
        errors.append(invalid("spec.ipFamilyPolicy", "RequireDualStack", text))
    for index, family in enumerate(spec.get("ipFamilies") or ()):
        if family != "IPv4":
            errors.append(invalid(f"spec.ipFamilies[{index}]", family, "not configured on this cluster"))
    return errors


def validate_kept_addresses(spec: Object, before: Object) -> list[FieldError]:
    """Of a change: the first address and family stay, a second one comes and goes with the policy."""
    if "ExternalName" in (spec.get("type"), before.get("type")):
        return []
    new, old = spec.get("clusterIPs") or [], before.get("clusterIPs") or []
    headless = new == ["None"], old == ["None"]
    if all(headless):
        return []
    errors = _kept("spec.clusterIPs", "clusterIP", new, old, spec)
    if any(headless):
        return errors
    return errors + _kept(
        "spec.ipFamilies", "ipFamily", spec.get("ipFamilies") or [], before.get("ipFamilies") or [], spec
    )


def _kept(path: str, name: str, new: list[str], old: list[str], spec: Object) -> list[FieldError]:
    if len(new) == len(old):
        by_index = name == "clusterIP"
        return [
            invalid(f"{path}[{index if by_index else 0}]", new, _KEPT)
            for index, value in enumerate(old)
            if value != new[index]
        ]
    errors = []
    if len(old) > len(new) and not new:
        errors.append(invalid(f"{path}[0]", new or None, f"primary {name} can not be unset"))
    if new and old and new[0] != old[0]:
        errors.append(invalid(f"{path}[0]", spec.get("clusterIPs"), _KEPT))
    if len(old) > len(new) == 1 and spec.get("ipFamilyPolicy") != "SingleStack":
        text = f"must be set to 'SingleStack' when releasing the secondary {name}"
        errors.append(invalid("spec.ipFamilyPolicy", spec.get("ipFamilyPolicy"), text))
    return errors
