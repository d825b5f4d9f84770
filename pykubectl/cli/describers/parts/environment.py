"""The environment of a container: values, and where those come from that are kept elsewhere.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go (describeContainerEnvVars), .../pkg/util/resource.
"""

from collections.abc import Callable

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import plain_bool
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.machinery import quantity

RESOURCES = ("cpu", "memory", "ephemeral-storage")


def write_environment_sources(writer: Writer, container: Object) -> None:
    """The config maps and secrets whose every key becomes a variable."""
    sources = container.get("envFrom")
    if not sources:
        return
    writer.line("Environment Variables from:", level=2)
    for source in sources:
        kind, reference = "", {}
        if source.get("configMapRef") is not None:
            kind, reference = "ConfigMap", source["configMapRef"]
        elif source.get("secretRef") is not None:
            kind, reference = "Secret", source["secretRef"]
        prefix = f" with prefix '{source['prefix']}'" if source.get("prefix") else ""
        optional = f"Optional: {plain_bool(reference.get('optional'))}"
        writer.line(reference.get("name", ""), kind + prefix, optional, level=3)


def write_environment(writer: Writer, container: Object, field_value: Callable[[Object], str] | None) -> None:
    variables = container.get("env")
    writer.line(f"Environment:{'' if variables else f'{chr(9)}<none>'}", level=2)
    for variable in variables or ():
        source = variable.get("valueFrom")
        if source is None:
            first, *others = (variable.get("value") or "").split("\n")
            writer.field(variable["name"], first, 3)
            for line in others:
                writer.line("", line, level=3)
            continue
        text = _source(source, container, field_value)
        if text:
            writer.field(variable["name"], text, 3)


def _source(source: Object, container: Object, field_value: Callable[[Object], str] | None) -> str:
    if source.get("fieldRef") is not None:
        reference = source["fieldRef"]
        value = field_value(reference) if field_value is not None else ""
        return f"{value} ({reference.get('apiVersion', '')}:{reference['fieldPath']})"
    if source.get("resourceFieldRef") is not None:
        return _resource(source["resourceFieldRef"], container)
    if source.get("secretKeyRef") is not None:
        return _key(source["secretKeyRef"], "in secret")
    if source.get("configMapKeyRef") is not None:
        return _key(source["configMapKeyRef"], "of config map")
    return ""


def _key(reference: Object, preposition: str) -> str:
    where = f"<set to the key '{reference['key']}' {preposition} '{reference.get('name', '')}'>"
    return f"{where}\tOptional: {plain_bool(reference.get('optional'))}"


def _resource(reference: Object, container: Object) -> str:
    resource: str = reference["resource"]
    value = resource_value(reference, container)
    if value == "0" and resource in ("limits.cpu", "limits.memory"):
        value = "node allocatable"
    return f"{value} ({resource})"


def resource_value(reference: Object, container: Object) -> str:
    """The amount that a resourceFieldRef means, in units of its divisor, rounded up; "" for resources it cannot mean."""
    section, _, name = reference["resource"].partition(".")
    if section not in ("limits", "requests") or not (name in RESOURCES or name.startswith("hugepages-")):
        return ""
    amounts = (container.get("resources") or {}).get(section) or {}
    amount = quantity.parse(amounts.get(name, "0"))
    divisor = quantity.parse(reference.get("divisor") or "1")
    if not divisor.nanos:
        divisor = quantity.parse("1")
    if name == "cpu":
        return str(-(-amount.milli_value() // divisor.milli_value()))
    return str(-(-amount.value() // divisor.value()))


def pod_field_value(pod: Object) -> Callable[[Object], str]:
    """How a pod's own fields are resolved: only its name and its namespace are, whatever else a fieldRef may name."""

    def value(reference: Object) -> str:
        path = reference["fieldPath"]
        if path not in ("metadata.name", "metadata.namespace"):
            return ""
        return str(pod["metadata"].get(path.removeprefix("metadata."), ""))

    return value
