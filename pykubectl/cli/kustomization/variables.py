"""vars: `$(NAME)` in some fields stands for a field of a resource, as that is at the end.

Upstream: sigs.k8s.io/kustomize/api/filters/refvar, .../api/internal/accumulator/resaccumulator.go.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.kustomization.field_specs import FieldSpec, applies, split_path
from pykubectl.cli.kustomization.references import places_of
from pykubectl.cli.kustomization.resources import Resource
from pykubectl.machinery.json_codec import compact

_REFERENCE = re.compile(r"\$(\$|\(([^)]*)\)|\(|.)", re.DOTALL)
_WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job")
_IN_CONTAINERS = ("args", "command", "env/value", "volumeMounts/mountPath")
_POD_SPECS = (
    ("Pod", "spec"),
    *((kind, "spec/template/spec") for kind in _WORKLOADS),
    ("CronJob", "spec/jobTemplate/spec/template/spec"),
)
FIELDS = (
    *(
        FieldSpec(kind, f"{spec}/{containers}/{path}")
        for kind, spec in _POD_SPECS
        for containers in ("containers", "initContainers")
        for path in _IN_CONTAINERS
    ),
    FieldSpec("Pod", "spec/volumes/nfs/server"),
    *(FieldSpec(kind, "spec/template/spec/volumes/nfs/server") for kind in _WORKLOADS if kind != "StatefulSet"),
    FieldSpec("CronJob", "spec/jobTemplate/spec/template/volumes/nfs/server"),
    FieldSpec("StatefulSet", "spec/volumeClaimTemplates/spec/nfs/server"),
    FieldSpec("Deployment", "spec/template/metadata/annotations"),
    FieldSpec("Ingress", "spec/rules/host"),
    FieldSpec("Ingress", "spec/tls/hosts"),
    FieldSpec("Ingress", "spec/tls/secretName"),
    FieldSpec("Service", "spec/ports/port"),
    FieldSpec("Service", "spec/ports/targetPort"),
    FieldSpec("PersistentVolume", "spec/nfs/server"),
    FieldSpec("", "metadata/labels"),
    FieldSpec("", "metadata/annotations"),
)


class Variable(NamedTuple):
    """A variable, and the resource its value is found in, if there was one."""

    name: str
    path: str
    shown: str
    resource: Resource | None


def collect(kustomization: Object, resources: Sequence[Resource], before: Sequence[Variable]) -> list[Variable]:
    """The variables so far, with those of a kustomization. Raises Failure."""
    found = list(before)
    for wanted in kustomization.get("vars") or ():
        name = str(wanted.get("name") or "")
        path = (wanted.get("fieldref") or {}).get("fieldPath") or "metadata.name"
        matching = [one for one in resources if _is_meant(wanted.get("objref") or {}, one)]
        shown = _shown(wanted, path)
        problem = ""
        if len(matching) > 1:
            problem = f"found {len(matching)} resId matches for var {_as_written(wanted)} (unable to disambiguate)"
        elif any(one.name == name for one in found):
            problem = f"var '{name}' already encountered"
        if problem:
            raise Failure(f"merging vars [{' '.join(_as_written(one) for one in kustomization['vars'])}]: {problem}")
        found.append(Variable(name, path, shown, matching[0] if matching else None))
    return found


def _is_meant(wanted: Object, resource: Resource) -> bool:
    group, version = _group_version(wanted)
    if (wanted.get("kind") or "", group, version) != (resource.kind, resource.group, resource.version):
        return False
    namespace = wanted.get("namespace")
    return any(
        name == wanted.get("name") and (not namespace or (space or "default") == namespace)
        for name, space in resource.known_as()
    )


def _group_version(wanted: Object) -> tuple[str, str]:
    group, _, version = str(wanted.get("apiVersion") or "").rpartition("/")
    return wanted.get("group") or group, wanted.get("version") or version


def _shown(wanted: Object, path: str) -> str:
    """The variable as Go prints it, once defaults are filled in."""
    target = wanted.get("objref") or {}
    group, version = _group_version(target)
    kind = f"{target.get('kind') or '[noKind]'}.{version or '[noVer]'}.{group or '[noGrp]'}"
    return f"{{{wanted.get('name') or ''} {kind} {{{path}}}}}"


def _as_written(wanted: Object) -> str:
    target = {name: value for name, value in (wanted.get("objref") or {}).items() if name != "apiVersion"}
    return _shown({**wanted, "objref": target}, (wanted.get("fieldref") or {}).get("fieldPath") or "")


def resolve(variables: Sequence[Variable], resources: Sequence[Resource], added: Sequence[FieldSpec]) -> list[str]:
    """Replace all references; the names of variables that none refers to. Raises Failure."""
    values = {one.name: _value(one) for one in sorted(variables, key=lambda one: one.name)}
    used: set[str] = set()
    if values:
        for resource in resources:
            for spec in (*FIELDS, *added):
                if applies(spec, resource.obj):
                    _replace_at(resource.obj, split_path(spec.path), values, used)
    return sorted(set(values) - used)


def _value(variable: Variable) -> Any:
    if variable.resource is None:
        raise Failure(f"var '{variable.shown}' cannot be mapped to a field in the set of known resources")
    node: Any = variable.resource.obj
    for step in _steps(variable.path):
        if isinstance(node, list) and step.isdigit() and int(step) < len(node):
            node = node[int(step)]
        elif isinstance(node, dict) and step in node:
            node = node[step]
        else:
            raise Failure(f"field specified in var '{variable.shown}' not found in corresponding resource")
    return node


def _steps(path: str) -> Iterator[str]:
    for step in re.findall(r"\[[^]]*\]|(?:\\.|[^.\[\]\\])+", path):
        yield re.sub(r"\\(.)", r"\1", step.strip("[]"))


def _replace_at(obj: Object, path: list[str], values: Mapping[str, Any], used: set[str]) -> None:
    for holder, field in places_of(obj, path):
        value = holder[field]
        if isinstance(value, str):
            holder[field] = _expanded(value, values, used)
        elif isinstance(value, dict):
            holder[field] = {
                key: _expanded(item, values, used) if isinstance(item, str) else item for key, item in value.items()
            }
        elif isinstance(value, list):
            holder[field] = [_expanded(item, values, used) if isinstance(item, str) else item for item in value]


def _expanded(text: str, values: Mapping[str, Any], used: set[str]) -> Any:
    """The text with its references replaced; one that is all of the text keeps the type of the value."""

    def known(name: str) -> Any:
        if isinstance(values.get(name), (str, int, float)):
            used.add(name)
            return values[name]
        return f"$({name})"

    whole = re.fullmatch(r"\$\(([^)]*)\)", text)
    if whole:
        return known(whole[1])

    def one(found: re.Match[str]) -> str:
        if found[1] == "$":
            return "$"
        if found[2] is None:
            return found[0]
        value = known(found[2])
        return value if isinstance(value, str) else compact(value)

    return _REFERENCE.sub(one, text)
