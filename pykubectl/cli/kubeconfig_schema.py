"""What a kubeconfig file may hold: its types as data, and the way between the file's form and the one `config` works on.

A file has lists of named entries; worked on are maps by name, of which an entry remembers the file it came from (ORIGIN).
Reading drops what the types do not know and refuses what has another type, in the words of Go's decoder; writing gives the
fields in the order of the types, of which JSON output makes use.

Upstream: client-go/tools/clientcmd/api/{types,helpers}.go, .../api/v1/{types,conversion}.go.
"""

import base64
import binascii
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.client.kubeconfig import LISTS, ConfigError
from pykubectl.machinery.scalars import go_float

STRING, BOOL, BYTES, STRINGS = "string", "bool", "[]uint8", "[]string"
PAIRS, EXTRA, EXTENSIONS = "map[string]string", "map[string][]string", "[]v1.NamedExtension"

# The key under which an entry remembers its file: the tag of that field in the Go type, so that `set` finds it as well.
ORIGIN = "-"


class Struct(NamedTuple):
    """A Go type: its name and its fields."""

    name: str
    fields: tuple["Field", ...]


class Field(NamedTuple):
    """`omit`: left out when empty. `path`: what `config set` calls it, where that is not its name in the file."""

    name: str
    type: "str | Struct | List"
    omit: bool = True
    path: str = ""

    @property
    def step(self) -> str:
        return self.path or self.name


class List(NamedTuple):
    """A list of structs."""

    of: Struct


EXTENSIONS_FIELD = Field("extensions", EXTENSIONS)
CLUSTER = Struct(
    "Cluster",
    (
        Field("server", STRING, omit=False),
        Field("tls-server-name", STRING),
        Field("insecure-skip-tls-verify", BOOL),
        Field("certificate-authority", STRING),
        Field("certificate-authority-data", BYTES),
        Field("proxy-url", STRING),
        Field("disable-compression", BOOL),
        EXTENSIONS_FIELD,
    ),
)
CONTEXT = Struct(
    "Context",
    (
        Field("cluster", STRING, omit=False),
        Field("user", STRING, omit=False),
        Field("namespace", STRING),
        EXTENSIONS_FIELD,
    ),
)
PROVIDER = Struct("AuthProviderConfig", (Field("name", STRING, omit=False), Field("config", PAIRS, omit=False)))
VARIABLE = Struct("ExecEnvVar", (Field("name", STRING, omit=False), Field("value", STRING, omit=False)))
EXEC = Struct(
    "ExecConfig",
    (
        Field("command", STRING, omit=False),
        Field("args", STRINGS, omit=False),
        Field("env", List(VARIABLE), omit=False),
        Field("apiVersion", STRING),
        Field("installHint", STRING),
        Field("provideClusterInfo", BOOL, omit=False),
        Field("interactiveMode", STRING),
    ),
)
USER = Struct(
    "AuthInfo",
    (
        Field("client-certificate", STRING),
        Field("client-certificate-data", BYTES),
        Field("client-key", STRING),
        Field("client-key-data", BYTES),
        Field("token", STRING),
        Field("tokenFile", STRING),
        Field("as", STRING, path="act-as"),
        Field("as-uid", STRING, path="act-as-uid"),
        Field("as-groups", STRINGS, path="act-as-groups"),
        Field("as-user-extra", EXTRA, path="act-as-user-extra"),
        Field("username", STRING),
        Field("password", STRING),
        Field("auth-provider", PROVIDER),
        Field("exec", EXEC),
        EXTENSIONS_FIELD,
    ),
)
PREFERENCES = Struct("Preferences", (Field("colors", BOOL), EXTENSIONS_FIELD))
ENTRIES = {"clusters": CLUSTER, "users": USER, "contexts": CONTEXT}


def _named(section: str) -> Struct:
    struct = ENTRIES[section]
    return Struct(f"Named{struct.name}", (Field("name", STRING, omit=False), Field(LISTS[section], struct, omit=False)))


CONFIG = Struct(
    "Config",
    (
        Field("kind", STRING),
        Field("apiVersion", STRING),
        Field("preferences", PREFERENCES),
        *(Field(section, List(_named(section)), omit=False) for section in ("clusters", "users", "contexts")),
        Field("current-context", STRING, omit=False),
        EXTENSIONS_FIELD,
    ),
)


def empty() -> Object:
    """Nothing, in the form that is worked on."""
    return {"preferences": {}, "clusters": {}, "users": {}, "contexts": {}, "current-context": "", "extensions": []}


def decoded(document: Any, origin: str) -> Object:
    """The form that is worked on, of what a file holds. Raises ConfigError."""
    if not isinstance(document, dict):
        raise ConfigError(
            "couldn't get version/kind; json parse error: json: cannot unmarshal"
            f" {_json_type(document)} into Go value of type struct"
            ' { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
        )
    _check_kind(document)
    found = _read(CONFIG, document, "")
    made = {**empty(), **{name: value for name, value in found.items() if name in empty()}}
    for section, field in LISTS.items():
        made[section] = _by_name(section, field, found.get(section) or [], origin)
    return made


def _by_name(section: str, field: str, entries: list[Object], origin: str) -> Object:
    found: Object = {}
    for entry in entries:
        name = entry.get("name", "")
        if name in found:
            kind = ENTRIES[section].name
            raise ConfigError(
                f"error converting *[]Named{kind} into *map[string]*api.{kind}:"
                f' duplicate name "{name}" in list: {_go_values(_named(section), entries)}'
            )
        found[name] = {**(entry.get(field) or {}), ORIGIN: origin}
    return found


def _go_values(struct: Struct, entries: list[Object]) -> str:
    """A list of structs as Go prints it with %v."""
    return f"[{' '.join(_go_value(struct, entry) for entry in entries)}]"


def _go_value(kind: "str | Struct | List", value: Any) -> str:
    if isinstance(kind, Struct):
        if kind in (PROVIDER, EXEC):
            return "<nil>" if value is None else "0xc000000000"
        return f"{{{' '.join(_go_value(field.type, (value or {}).get(field.name)) for field in kind.fields)}}}"
    if kind == BOOL:
        return "true" if value else "false"
    if kind == BYTES:
        return f"[{' '.join(str(byte) for byte in base64.b64decode(value or ''))}]"
    if kind == EXTRA:
        pairs = " ".join(f"{key}:[{' '.join(values)}]" for key, values in sorted((value or {}).items()))
        return f"map[{pairs}]"
    return str(value or "") if kind == STRING else f"[{' '.join(map(str, value or ()))}]"


def _check_kind(document: Object) -> None:
    for key in ("apiVersion", "kind"):
        if not isinstance(document.get(key) or "", str):
            raise ConfigError(
                "couldn't get version/kind; json parse error: json: cannot unmarshal"
                f" {_json_type(document[key])} into Go struct field .{key} of type string"
            )
    version, kind = document.get("apiVersion") or "v1", document.get("kind") or "Config"
    if (version, kind) != ("v1", "Config"):
        raise ConfigError(
            f'no kind "{kind}" is registered for version "{version}"'
            ' in scheme "k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50"'
        )


def _read(struct: Struct, value: Object, path: str) -> Object:
    found: Object = {}
    for key, item in value.items():
        field = next((one for one in struct.fields if one.name == key), None)
        if field is None or item is None:
            continue
        made = _value(field.type, item, _Place(struct.name, f"{path}.{key}" if path else key))
        if made is not None:
            found[key] = made
    return found


class _Place(NamedTuple):
    """Where a value stands: its struct, and the path to it."""

    struct: str
    path: str

    def mismatch(self, value: Any, kind: str) -> ConfigError:
        return ConfigError(
            f"json: cannot unmarshal {_json_type(value)} into Go struct field {self.struct}.{self.path} of type {kind}"
        )


def _value(kind: "str | Struct | List", value: Any, place: _Place) -> Any:
    """A value as its type has it. Raises ConfigError."""
    if isinstance(kind, Struct):
        if not isinstance(value, dict):
            raise place.mismatch(value, f"v1.{kind.name}")
        return _read(kind, value, place.path)
    if isinstance(kind, List):
        if not isinstance(value, list):
            raise place.mismatch(value, f"[]v1.{kind.of.name}")
        return [_value(kind.of, item or {}, place) for item in value]
    if kind == EXTENSIONS:
        return _extensions(value, place)
    return _SCALARS[kind](value, place)


def _extensions(value: Any, place: _Place) -> Any:
    if not isinstance(value, list):
        raise place.mismatch(value, EXTENSIONS)
    return [{"name": item.get("name", ""), "extension": _sorted(item.get("extension"))} for item in value] or None


def _sorted(value: Any) -> Any:
    """What has passed through JSON has its keys in order."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def _string(value: Any, place: _Place) -> Any:
    if not isinstance(value, str):
        raise place.mismatch(value, STRING)
    return value


def _boolean(value: Any, place: _Place) -> Any:
    if not isinstance(value, bool):
        raise place.mismatch(value, BOOL)
    return value or None


def _bytes(value: Any, place: _Place) -> Any:
    if not isinstance(value, str):
        raise place.mismatch(value, BYTES)
    return base64.b64encode(decode_bytes(value)).decode() or None


def _strings(value: Any, place: _Place) -> Any:
    if not isinstance(value, list):
        raise place.mismatch(value, STRINGS)
    return [_string(item or "", place) for item in value]


def _pairs(value: Any, place: _Place) -> Any:
    if not isinstance(value, dict):
        raise place.mismatch(value, PAIRS)
    return {key: _string(item or "", place) for key, item in sorted(value.items())}


def _extra(value: Any, place: _Place) -> Any:
    if not isinstance(value, dict):
        raise place.mismatch(value, EXTRA)
    return {key: _strings(item or [], place) for key, item in sorted(value.items())} or None


_SCALARS = {
    STRING: _string, BOOL: _boolean, BYTES: _bytes, STRINGS: _strings, PAIRS: _pairs, EXTRA: _extra,
}  # fmt: skip


def decode_bytes(text: str) -> bytes:
    """Go's base64: line ends do not count. Raises ConfigError."""
    plain = text.replace("\r", "").replace("\n", "")
    alphabet = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    padding = len(plain) - len(plain.rstrip("="))
    wrong = next((index for index, char in enumerate(plain) if char not in alphabet and char != "="), None)
    if wrong is not None:
        raise ConfigError(f"illegal base64 data at input byte {wrong}")
    try:
        if padding > 2 or "=" in plain[: len(plain) - padding]:
            raise binascii.Error
        return base64.b64decode(plain, validate=True)
    except binascii.Error:
        first = plain.find("=")
        # Go complains of the last group, or of the padding that comes too early.
        raise ConfigError(
            f"illegal base64 data at input byte {len(plain) - len(plain) % 4 if first < 0 else first}"
        ) from None


def _json_type(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number" if isinstance(value, int) else f"number {go_float(value)}"
    if isinstance(value, dict):
        return "object"
    return "array" if isinstance(value, list) else "string"


def encoded(config: Object) -> Object:
    """What a file holds, its fields in the order of the types."""
    document: Object = {"kind": "Config", "apiVersion": "v1", **config}
    for section, field in LISTS.items():
        entries = config[section]
        document[section] = [{"name": name, field: entries[name]} for name in sorted(entries)] or None
    return _written(CONFIG, document)


def _written(struct: Struct, value: Object) -> Object:
    made: Object = {}
    for field in struct.fields:
        item = value.get(field.name)
        if isinstance(field.type, Struct) and item is not None:
            item = _written(field.type, item)
        elif isinstance(field.type, List) and item is not None:
            item = [_written(field.type.of, one) for one in item]
        if field.type is PREFERENCES:
            item = item or None
        if item not in (None, "", False, []) or (isinstance(field.type, Struct) and item is not None):
            made[field.name] = item
        elif not field.omit:
            made[field.name] = _zero(field, item)
    return made


def _zero(field: Field, value: Any) -> Any:
    """An empty value of a field that is always written: a list or map that was never made is null."""
    return {STRING: "", BOOL: False}.get(field.type, value) if isinstance(field.type, str) else value
