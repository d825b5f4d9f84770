"""Texts: the standard functions and those of the strings extension (version 2).

Upstream: cel-go/ext/strings.go, common/stdlib/standard.go.
"""

from pykubectl.machinery.cel import values
from pykubectl.machinery.cel.errors import EvaluationError

_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_UPPER = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}


def _contains(text: str, part: str) -> bool:
    return part in text


def _ends_with(text: str, part: str) -> bool:
    return text.endswith(part)


def _starts_with(text: str, part: str) -> bool:
    return text.startswith(part)


def _char_at(text: str, index: int) -> str:
    if not 0 <= index <= len(text):
        raise EvaluationError(f"index out of range: {index}")
    return text[index : index + 1]


def _index_of(text: str, part: str, offset: int = 0) -> int:
    if not part:
        return offset
    if not 0 <= offset < max(len(text), 1):
        raise EvaluationError(f"index out of range: {offset}")
    return text.find(part, offset)


def _last_index_of(text: str, part: str, offset: int | None = None) -> int:
    if not part:
        return len(text) if offset is None else offset
    if offset is None:
        return text.rfind(part)
    if not 0 <= offset < max(len(text), 1):
        raise EvaluationError(f"index out of range: {offset}")
    return text.rfind(part, 0, offset + len(part))


def _join(texts: list[str], separator: str = "") -> str:
    for text in texts:
        if not isinstance(text, str):
            raise EvaluationError(f"join: invalid input: {text}")
    values.check_size(sum(map(len, texts)) + len(separator) * len(texts))
    return separator.join(texts)


def _lower(text: str) -> str:
    return text.translate(_LOWER)


def _upper(text: str) -> str:
    return text.translate(_UPPER)


def _replace(text: str, old: str, new: str, limit: int = -1) -> str:
    values.check_size(len(text) + (text.count(old) if limit < 0 else limit) * len(new))
    return text.replace(old, new, limit)


def _split(text: str, separator: str, limit: int = -1) -> list[str]:
    if limit == 0:
        return []
    if limit == 1:
        return [text]
    if not separator:
        if limit < 0 or limit >= len(text):
            return list(text)
        return [*text[: limit - 1], text[limit - 1 :]]
    return text.split(separator, limit - 1 if limit > 0 else -1)


def _substring(text: str, start: int, end: int | None = None) -> str:
    stop = len(text) if end is None else end
    if end is not None and start > end:
        raise EvaluationError(f"invalid substring range. start: {start}, end: {end}")
    for bound in (start, stop):
        if not 0 <= bound <= len(text):
            raise EvaluationError(f"index out of range: {bound}")
    return text[start:stop]


def _trim(text: str) -> str:
    return text.strip(_SPACE)


_QUOTED = {
    **{"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"},
    **{"\\": "\\\\", '"': '\\"'},
}


def _quote(text: str) -> str:
    return '"' + "".join(_QUOTED.get(char, char) for char in text) + '"'


def _escape_key(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1")


ROWS = (
    ("contains", "contains_string", "string.(string) -> bool", _contains),
    ("endsWith", "ends_with_string", "string.(string) -> bool", _ends_with),
    ("startsWith", "starts_with_string", "string.(string) -> bool", _starts_with),
    ("charAt", "string_char_at_int", "string.(int) -> string", _char_at),
    ("indexOf", "string_index_of_string", "string.(string) -> int", _index_of),
    ("indexOf", "string_index_of_string_int", "string.(string, int) -> int", _index_of),
    ("lastIndexOf", "string_last_index_of_string", "string.(string) -> int", _last_index_of),
    ("lastIndexOf", "string_last_index_of_string_int", "string.(string, int) -> int", _last_index_of),
    ("join", "list_join", "list(string).() -> string", _join),
    ("join", "list_join_string", "list(string).(string) -> string", _join),
    ("lowerAscii", "string_lower_ascii", "string.() -> string", _lower),
    ("upperAscii", "string_upper_ascii", "string.() -> string", _upper),
    ("replace", "string_replace_string_string", "string.(string, string) -> string", _replace),
    ("replace", "string_replace_string_string_int", "string.(string, string, int) -> string", _replace),
    ("split", "string_split_string", "string.(string) -> list(string)", _split),
    ("split", "string_split_string_int", "string.(string, int) -> list(string)", _split),
    ("substring", "string_substring_int", "string.(int) -> string", _substring),
    ("substring", "string_substring_int_int", "string.(int, int) -> string", _substring),
    ("trim", "string_trim", "string.() -> string", _trim),
    ("strings.quote", "strings_quote", "(string) -> string", _quote),
    ("jsonpatch.escapeKey", "jsonpatch_escapeKey", "(string) -> string", _escape_key),
)
