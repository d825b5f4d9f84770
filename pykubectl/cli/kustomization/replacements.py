"""replacements: a value copied from a field of one resource to fields of others.

Upstream: sigs.k8s.io/kustomize/api/filters/replacement.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.kustomization.files import Root, read_text
from pykubectl.cli.kustomization.patches import select
from pykubectl.cli.kustomization.resources import Resource
from pykubectl.machinery.json_codec import compact, dumps
from pykubectl.machinery.scalars import number
from pykubectl.machinery.yaml_codec import YamlError, load

_PART = re.compile(r"\[[^]]*\]|(?:\\.|[^.\[\\])+")


def replace(kustomization: Object, root: Root, resources: list[Resource]) -> None:
    for entry in kustomization.get("replacements") or ():
        wanted = entry
        if entry.get("path"):
            wanted = _from_file(kustomization, root, entry["path"])
        for one in wanted if isinstance(wanted, list) else [wanted]:
            _replace(one, resources)


def _from_file(kustomization: Object, root: Root, path: str) -> Any:
    from pykubectl.machinery.yaml_emitter import dump

    try:
        return load(read_text(root, path))
    except Failure as error:
        config = dump({"Replacements": kustomization["replacements"]})
        raise Failure(
            f"trouble configuring builtin ReplacementTransformer with config: `\n{config}`: {error.message}"
        ) from None


def _replace(wanted: Object, resources: list[Resource]) -> None:
    if "sourceValue" in wanted and wanted.get("targets") and not wanted.get("source"):
        for target in wanted["targets"]:
            _write(target, wanted["sourceValue"], resources)
        return
    if not wanted.get("source") or not wanted.get("targets"):
        raise Failure("replacements must specify a source and at least one target")
    source = wanted["source"]
    found = select(resources, _exactly(source))
    if not found:
        raise Failure(f"nothing selected by {_shown(source, field=False)}")
    if len(found) > 1:
        raise Failure(f"multiple matches for selector {_shown(source)}")
    value = _source_value(found[0], source)
    for target in wanted["targets"]:
        _write(target, value, resources)


def _exactly(selector: Object) -> Object:
    return {key: re.escape(str(selector[key])) for key in _SELECTS if selector.get(key)}


_SELECTS = ("group", "version", "kind", "name", "namespace")


def _shown(selector: Object, *, field: bool = True) -> str:
    kind = f"{selector.get('kind') or '[noKind]'}.{selector.get('version') or '[noVer]'}"
    name = f"{selector.get('name') or '[noName]'}.{selector.get('namespace') or '[noNs]'}"
    path = f":{selector['fieldPath']}" if field and selector.get("fieldPath") else ""
    return f"{kind}.{selector.get('group') or '[noGrp]'}/{name}{path}"


def _source_value(resource: Resource, source: Object) -> Any:
    path = source.get("fieldPath") or "metadata.name"
    values = [holder[key] for holder, key in _places(resource.obj, _parts(path), False) if _has(holder, key)]
    if not values:
        raise Failure(f"fieldPath `{path}` is missing for replacement source {_shown(source, field=False)}")
    options = source.get("options") or {}
    if options.get("delimiter"):
        parts = str(values[0]).split(options["delimiter"])
        index = options.get("index") or 0
        if not 0 <= index < len(parts):
            raise Failure(f"options.index {index} is out of bounds for value {values[0]}")
        return parts[index]
    return values[0]


def _write(target: Object, value: Any, resources: list[Resource]) -> None:
    if not target.get("select"):
        raise Failure("target must specify resources to select")
    rejected = [select(resources, one) for one in target.get("reject") or ()]
    for resource in select(resources, target["select"]):
        if any(resource in some for some in rejected):
            continue
        for path in target.get("fieldPaths") or ("metadata.name",):
            _write_field(resource, path, value, target.get("options") or {})


def _write_field(resource: Resource, path: str, value: Any, options: Object) -> None:
    create = bool(options.get("create"))
    if _write_inside(resource.obj, _parts(path), value, options):
        return
    places = [place for place in _places(resource.obj, _parts(path), create) if create or _has(*place)]
    if not places:
        raise Failure(f'unable to find field "{path}" in replacement target{_missing_index(resource.obj, path)}')
    if path == "metadata.name":
        resource.remember()
    for holder, key in places:
        old = holder[key] if _has(holder, key) else None
        holder[key] = _spliced(old, value, options)


def _missing_index(obj: Object, path: str) -> str:
    """Why a path with a number in it leads nowhere."""
    node: Any = obj
    for part in _parts(path):
        if isinstance(node, list) and part.isdigit():
            if int(part) >= len(node):
                return f": index {part} specified but only {len(node)} elements found"
            node = node[int(part)]
        elif isinstance(node, dict):
            node = node.get(part)
        else:
            return ""
    return ""


def _write_inside(obj: Object, parts: list[str], value: Any, options: Object) -> bool:
    """Write into JSON or YAML that is the text of a field; whether there was such a field on the way."""
    from pykubectl.machinery.yaml_emitter import dump

    node: Any = obj
    place = 0
    while place < len(parts) - 1 and isinstance(node, dict) and isinstance(node.get(parts[place]), dict):
        node = node[parts[place]]
        place += 1
    part = parts[place]
    if place == len(parts) - 1 or not isinstance(node, dict) or not isinstance(node.get(part), str):
        return False
    text = node[part]
    with suppress(YamlError):
        content = load(text)
        inner = [one for one in _places(content, parts[place + 1 :], bool(options.get("create"))) if _has(*one)]
        for holder, key in inner:
            holder[key] = _spliced(holder[key], value, options)
        if inner:
            pretty = "\n" in text and "  " in text
            is_json = text.lstrip()[:1] in ("{", "[")
            node[part] = (dumps(content, 2) if pretty else compact(content)) if is_json else dump(content).strip()
            return True
    return False


def _spliced(old: Any, value: Any, options: Object) -> Any:
    """The value, or the old text with one part of it replaced."""
    delimiter = options.get("delimiter")
    if not delimiter:
        if isinstance(value, dict | list):
            return deepcopy(value)
        if isinstance(old, str):
            return _text(value)
        # Only the text is copied: where no string stands it means again what it looks like.
        meaning = _meaning(value) if isinstance(value, str) else value
        if isinstance(old, int) and not isinstance(old, bool) and isinstance(meaning, str):
            raise Failure(f"map[string]interface {{}}(nil): yaml: cannot decode !!str `{value}` as a !!int")
        return meaning
    parts = str(old or "").split(delimiter)
    index = options.get("index") or 0
    if index < 0:
        parts.insert(0, str(value))
    elif index >= len(parts):
        parts.append(str(value))
    else:
        parts[index] = str(value)
    return delimiter.join(parts)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _meaning(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    return number(text, text) if text[:1] in tuple("+-.0123456789") else text


def _parts(path: str) -> list[str]:
    return [re.sub(r"\\(.)", r"\1", part) for part in _PART.findall(path)]


def _has(holder: Any, key: Any) -> bool:
    return key in holder if isinstance(holder, dict) else isinstance(key, int) and key < len(holder)


def _places(node: Any, parts: list[str], create: bool) -> Iterator[tuple[Any, Any]]:
    """Each (holder, key) that a path leads to: `a.b`, `list.0`, `list.*`, `list.[name=x]`."""
    part, rest = parts[0], parts[1:]
    if isinstance(node, list):
        if create and part.startswith("[") and not _indexes(node, part):
            key, _, wanted = part.strip("[]").partition("=")
            node.append({key: wanted})
        for index in _indexes(node, part):
            if rest:
                yield from _places(node[index], rest, create)
            else:
                yield node, index
    elif isinstance(node, dict):
        if part == "*":
            for key in list(node):
                yield from _places(node[key], rest, create) if rest else ((node, key),)
            return
        if not rest:
            yield node, part
            return
        if node.get(part) is None and create:
            node[part] = {}
        yield from _places(node.get(part), rest, create)


def _indexes(node: list[Any], part: str) -> list[int]:
    if part == "*":
        return list(range(len(node)))
    if part.isdigit():
        return [int(part)] if int(part) < len(node) else []
    key, _, value = part.strip("[]").partition("=")
    return [
        index
        for index, item in enumerate(node)
        if (str(item.get(key)) if isinstance(item, dict) else str(item) if not key else None) == value
    ]
