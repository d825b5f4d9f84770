"""Numbers against their bounds, as go-openapi checks them: whole numbers as such, all others as floats.

A bound that is no number of the schema's type (2.5 for an integer) is an error of its own.

Upstream: k8s.io/kube-openapi/pkg/validation/validate/{validator,values}.go.
"""

from pykubectl import Object
from pykubectl.errors import invalid
from pykubectl.machinery.structural import parts
from pykubectl.machinery.structural.findings import Findings, number_text

_BOUNDS = {"int32": 2**31, "int64": 2**63}
_FLOAT32_MAX = 3.4028234663852886e38
_FORMATS = {"integer": ("int32", "int64"), "number": ("float", "double")}


def check(found: Findings, path: str, value: float, schema: Object) -> None:
    kind = "" if schema.get(parts.INT_OR_STRING) else schema.get("type") or ""
    form = schema.get("format") or ""
    if form not in _FORMATS.get(kind, ()):
        form = ""
    if kind not in _FORMATS:
        kind = ""
    _check_range(found, path, value, (kind, form), "Checked")
    if schema.get("multipleOf") is not None:
        factor = schema["multipleOf"]
        fits = _check_range(found, path, factor, (kind, form), "MultipleOf")
        _multiple(found, path, value, factor, fits)
    for name, exclusive, label in (
        ("minimum", "exclusiveMinimum", "Minimum boundary"),
        ("maximum", "exclusiveMaximum", "Maximum boundary"),
    ):
        bound = schema.get(name)
        if bound is not None:
            fits = _check_range(found, path, bound, (kind, form), label)
            # A whole number is held against the bound without its fraction, as Go converts it.
            pair = (value, int(bound)) if isinstance(value, int) and fits else (float(value), float(bound))
            _bound(found, path, pair, name, bool(schema.get(exclusive)))


def _check_range(found: Findings, path: str, value: float, kind: tuple[str, str], label: str) -> bool:
    name, form = kind
    if name == "integer":
        limit = _BOUNDS[form or "int64"]
        fits = float(value).is_integer() and -limit <= value < limit
    else:
        fits = form != "float" or abs(value) <= _FLOAT32_MAX
    if not fits:
        shown = f"with format {form}" if form else "(default format)"
        found.general(f"{label} value must be of type {name} {shown} in {path}")
    return fits


def _multiple(found: Findings, path: str, value: float, factor: float, fits: bool) -> None:
    if isinstance(value, int) and fits:
        factor = int(factor)
        broken = factor > 0 and value % factor != 0
    else:
        value, factor = float(value), float(factor)
        broken = factor > 0 and not _is_whole(1 / factor * value if factor < 1 else value / factor)
    if factor <= 0:
        text = f"factor MultipleOf declared for {path} must be positive: {number_text(factor)}"
        found.add(text, invalid(found.field(path), factor, text))
    elif broken:
        found.violated(path, value, f"should be a multiple of {number_text(factor)}")


def _bound(found: Findings, path: str, values: tuple[float, float], name: str, exclusive: bool) -> None:
    value, bound = values
    if name == "minimum":
        broken, word = value < bound, "greater"
    else:
        broken, word = value > bound, "less"
    if exclusive and (broken or value == bound):
        found.violated(path, value, f"should be {word} than {number_text(bound)}")
    elif broken:
        found.violated(path, value, f"should be {word} than or equal to {number_text(bound)}")


def _is_whole(value: float) -> bool:
    return abs(value - round(value)) < 1e-9
