"""Any object without a describer of its own, custom ones above all: every field, under a title made of its name.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go (genericDescriber).
"""

from itertools import groupby

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import labels_and_annotations, name_and_namespace
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.machinery.go_values import go_print

SHOWN_ABOVE = frozenset(
    {".metadata.managedFields", ".metadata.name", ".metadata.namespace", ".metadata.labels", ".metadata.annotations"}
)
ACRONYMS = ("API", "URL", "UID", "GUID")


def describe(writer: Writer, obj: Object, subject: Subject) -> None:
    name_and_namespace(writer, obj)
    labels_and_annotations(writer, obj)
    _write_fields(writer, obj, 0, "")


def _write_fields(writer: Writer, content: Object, level: int, path: str) -> None:
    for field in sorted(content):
        here = f"{path}.{field}"
        if here in SHOWN_ABOVE:
            continue
        value = content[field]
        if isinstance(value, dict):
            writer.line(f"{title_of(field)}:", level=level)
            _write_fields(writer, value, level + 1, here)
        elif isinstance(value, list):
            writer.line(f"{title_of(field)}:", level=level)
            for item in value:
                if isinstance(item, dict):
                    _write_fields(writer, item, level + 1, here)
                else:
                    writer.line(go_print(item), level=level + 1)
        else:
            writer.field(title_of(field), go_print(value), level)


def title_of(field: str) -> str:
    """`lastTransitionTime` is `Last Transition Time`, `apiVersion` is `API Version`; names with other signs stay as they are."""
    if not all(letter.isalpha() or letter == "-" for letter in field):
        return field
    return " ".join(_titled(part) for part in _joined(_split(field)))


def _split(field: str) -> list[str]:
    """The words of a camel-cased name: a capital before small letters begins a word, other signs stand by themselves."""
    words: list[str] = []
    for kind, letters in groupby(field, _case):
        run = "".join(letters)
        if kind == "lower" and words and words[-1][-1].isupper():
            capitals = words.pop()
            run = capitals[-1] + run
            words.extend([capitals[:-1]] if capitals[:-1] else [])
        words.append(run)
    return words


def _case(letter: str) -> str:
    if letter.islower():
        return "lower"
    return "upper" if letter.isupper() else ""


def _joined(parts: list[str]) -> list[str]:
    """A run of capitals stays with the word behind it, as in `podIPs`."""
    joined: list[str] = []
    for part in parts:
        previous = joined[-1] if joined else ""
        if len(previous) >= 2 and previous.isupper() and previous == previous.upper() and part[0].isupper():
            joined[-1] = previous + part
        else:
            joined.append(part)
    return joined


def _titled(part: str) -> str:
    if part.upper() in ACRONYMS:
        return part.upper()
    return part[0].upper() + part[1:] if part == part.lower() else part
