"""The small rules that validation is made of: names, ports, paths, numbers, addresses, selectors.

A rule on a text gives the list of what is wrong with it, in the server's words; a rule on a field gives FieldErrors.

Upstream: apimachinery/pkg/util/validation, apimachinery/pkg/api/validation, pkg/apis/core/validation.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, not_supported, required
from pykubectl.machinery.selectors import label_key_errors, label_value_errors

Texts = list[str]
Rule = Callable[[str], Texts]

_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = _LABEL + r"(\." + _LABEL + ")*"
_UNDERSCORED = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
_UNDERSCORED_SUBDOMAIN = _UNDERSCORED + r"(\." + _UNDERSCORED + ")*"
_LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
_CONFIG_KEY = "[-._a-zA-Z0-9]+"
_C_IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]*"
_PERCENT = "[0-9]+%"
_HTTP_PATH = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+"

_SUBDOMAIN_TEXT = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.',"
    " and must start and end with an alphanumeric character"
)
_UNDERSCORED_TEXT = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.',"
    " and must start and end with an alphanumeric character"
)
_LABEL_TEXT = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-',"
    " and must start and end with an alphanumeric character"
)
_LABEL_1035_TEXT = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-',"
    " start with an alphabetic character, and end with an alphanumeric character"
)
_CONFIG_KEY_TEXT = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
_C_IDENTIFIER_TEXT = "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'"


def _regex_text(text: str, pattern: str, *examples: str) -> str:
    shown = " or ".join(f"'{example}', " for example in examples)[:-2]
    return f"{text} (e.g. {shown}, regex used for validation is '{pattern}')"


def _characters_max(value: str, count: int) -> Texts:
    return [f"must be no more than {count} characters"] if len(value.encode()) > count else []


def subdomain(value: str) -> Texts:
    errors = _characters_max(value, 253)
    if not re.fullmatch(_SUBDOMAIN, value):
        errors.append(_regex_text(_SUBDOMAIN_TEXT, _SUBDOMAIN, "example.com"))
    return errors


def underscored_subdomain(value: str) -> Texts:
    errors = _characters_max(value, 253)
    if not re.fullmatch(_UNDERSCORED_SUBDOMAIN, value):
        errors.append(_regex_text(_UNDERSCORED_TEXT, _UNDERSCORED_SUBDOMAIN, "example.com"))
    return errors


def dns_label(value: str) -> Texts:
    errors = _characters_max(value, 63)
    if not re.fullmatch(_LABEL, value):
        dotted = re.fullmatch(_SUBDOMAIN, value)
        errors.append("must not contain dots" if dotted else _regex_text(_LABEL_TEXT, _LABEL, "my-name", "123-abc"))
    return errors


def dns_1035_label(value: str) -> Texts:
    errors = _characters_max(value, 63)
    if not re.fullmatch(_LABEL_1035, value):
        errors.append(_regex_text(_LABEL_1035_TEXT, _LABEL_1035, "my-name", "abc-123"))
    return errors


def wildcard_subdomain(value: str) -> Texts:
    pattern = r"\*\." + _SUBDOMAIN
    errors = _characters_max(value, 253)
    if not re.fullmatch(pattern, value):
        text = (
            "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of"
            " lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character"
        )
        errors.append(_regex_text(text, pattern, "*.example.com"))
    return errors


def path_segment(value: str) -> Texts:
    if value in (".", ".."):
        return [f"may not be '{value}'"]
    return [f"may not contain '{character}'" for character in "/%" if character in value]


def ip_name(value: str) -> Texts:
    import ipaddress

    try:
        canonical = str(ipaddress.ip_address(value))
    except ValueError:
        canonical = ""
    return [] if canonical == value else ["must be a valid IP address in canonical form" if canonical else IP_TEXT]


def anything(value: str) -> Texts:
    return []


def config_key(value: str) -> Texts:
    errors = _characters_max(value, 253)
    if not re.fullmatch(_CONFIG_KEY, value):
        errors.append(_regex_text(_CONFIG_KEY_TEXT, _CONFIG_KEY, "key.name", "KEY_NAME", "key-name"))
    if value == ".":
        errors.append("must not be '.'")
    elif value == "..":
        errors.append("must not be '..'")
    elif value.startswith(".."):
        errors.append("must not start with '..'")
    return errors


def environment_name(value: str) -> Texts:
    """Almost anything printable since 1.30, but no `=`."""
    if not value:
        return ["environment variable name must be non-empty"]
    if not re.fullmatch(r"[ -<>-~]+", value):
        return ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
    return []


def range_text(low: int, high: int) -> str:
    return f"must be between {low} and {high}, inclusive"


def port_number(value: int) -> Texts:
    return [] if 1 <= value <= 65535 else [range_text(1, 65535)]


def port_name(value: str) -> Texts:
    errors = _characters_max(value, 15)
    if not re.fullmatch("[-a-z0-9]+", value):
        errors.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    elif not re.search("[a-z]", value):
        errors.append("must contain at least one letter (a-z)")
    if "--" in value:
        errors.append("must not contain consecutive hyphens")
    if value and (value[0] == "-" or value[-1] == "-"):
        errors.append("must not begin or end with a hyphen")
    return errors


def qualified_name(value: str) -> Texts:
    return label_key_errors(value)


def label_value(value: str) -> Texts:
    return label_value_errors(value)


IP_TEXT = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
CIDR_TEXT = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"

# Names that NAME of a kind's module may say, and what they mean.
NAMES: dict[str, Rule] = {
    "subdomain": subdomain,
    "label": dns_label,
    "label1035": dns_1035_label,
    "path": path_segment,
    "ip": ip_name,
    "any": anything,
}


def check(field: str, value: str, rule: Rule) -> list[FieldError]:
    """A FieldError for each thing the rule says is wrong."""
    return [invalid(field, value, text) for text in rule(value)]


def prefixed(rule: Rule) -> Rule:
    """The rule for a generateName: a dash at the end is fine, something will follow."""
    return lambda value: rule(value[:-1] + "a" if len(value) > 1 and value.endswith("-") else value)


def nonnegative(field: str, value: Any) -> list[FieldError]:
    if isinstance(value, int) and value < 0:
        return [invalid(field, value, "must be greater than or equal to 0")]
    return []


def nonnegative_fields(path: str, obj: Object, *names: str) -> list[FieldError]:
    return [error for name in names for error in nonnegative(f"{path}.{name}", obj.get(name))]


def one_of(field: str, value: Any, supported: Sequence[str], *, needed: str | None = None) -> list[FieldError]:
    """`needed` is the detail of the error for an empty value; without it an empty value is merely unsupported."""
    if not value and needed is not None:
        return [required(field, needed)]
    return [] if value in supported else [unsupported(field, value or "", supported)]


def unsupported(field: str, value: Any, supported: Sequence[str]) -> FieldError:
    """NotSupported with the values in the order given: upstream sorts only where it starts from a set."""
    quoted = ", ".join(f'"{name}"' for name in supported)
    return not_supported(field, value, ())._replace(detail=f"supported values: {quoted}")


def immutable(field: str, new: Any, old: Any) -> list[FieldError]:
    return [] if new == old else [invalid(field, new, "field is immutable")]


def ip_address(field: str, value: str, text: str = IP_TEXT) -> list[FieldError]:
    import ipaddress

    try:
        ipaddress.ip_address(value)
    except ValueError:
        return [invalid(field, value, text)]
    # Go knows no zones of addresses.
    return [invalid(field, value, text)] if "%" in value else []


def cidr(field: str, value: str) -> list[FieldError]:
    import ipaddress

    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        return [invalid(field, value, CIDR_TEXT)]
    return [] if re.fullmatch("[^%]+/[0-9]+", value) else [invalid(field, value, CIDR_TEXT)]


def domain_prefixed_path(field: str, value: str) -> list[FieldError]:
    """Such as `acme.io/foo`."""
    if not value:
        return [required(field)]
    domain, _, path = value.partition("/")
    if not domain or not path:
        return [invalid(field, value, 'must be a domain-prefixed path (such as "acme.io/foo")')]
    errors = check(field, domain, subdomain)
    if not re.fullmatch(_HTTP_PATH, path):
        errors.append(invalid(field, path, f"Invalid path (regex used for validation is '{_HTTP_PATH}')"))
    return errors


def typed_reference(field: str, ref: Object) -> list[FieldError]:
    """To an object of any kind: its group, kind and name."""
    errors = check(f"{field}.apiGroup", ref["apiGroup"], subdomain) if ref.get("apiGroup") is not None else []
    for name in ("kind", "name"):
        here = f"{field}.{name}"
        errors += check(here, ref[name], path_segment) if ref.get(name) else [required(here, f"{name} is required")]
    return errors


def percent_or_count(field: str, value: Any) -> list[FieldError]:
    """An IntOrString that is a number that is not negative, or a percentage."""
    if isinstance(value, int):
        return nonnegative(field, value)
    if not re.fullmatch(_PERCENT, str(value)):
        text = "a valid percent string must be a numeric string followed by an ending '%'"
        return [invalid(field, value, _regex_text(text, _PERCENT, "1%", "93%"))]
    return []


def at_most_100_percent(field: str, value: Any) -> list[FieldError]:
    if isinstance(value, str) and re.fullmatch(_PERCENT, value) and int(value[:-1]) > 100:
        return [invalid(field, value, "must not be greater than 100%")]
    return []


def is_zero(value: Any) -> bool:
    """Of an IntOrString: 0 or 0%."""
    return value in (0, None) or (isinstance(value, str) and bool(re.fullmatch("0+%", value)))


def labels(field: str, values: dict[str, str] | None) -> list[FieldError]:
    errors = []
    for key, value in sorted((values or {}).items()):
        errors += check(field, key, qualified_name)
        errors += check(field, value, label_value)
    return errors


def label_selector(field: str, selector: Object | None) -> list[FieldError]:
    if selector is None:
        return []
    errors = labels(f"{field}.matchLabels", selector.get("matchLabels"))
    for index, expression in enumerate(selector.get("matchExpressions") or ()):
        errors += _selector_expression(f"{field}.matchExpressions[{index}]", expression)
    return errors


def selected_twice(keys: Sequence[str], selector: Object | None) -> list[str]:
    """Which of the matchLabelKeys a selector asks for on its own: creation has put one expression for each into it."""
    selected = set((selector or {}).get("matchLabels") or ())
    found = []
    for expression in (selector or {}).get("matchExpressions") or ():
        key = expression.get("key", "")
        if key in keys and key in selected:
            found.append(key)
        selected.add(key)
    return found


def _selector_expression(path: str, expression: Object) -> list[FieldError]:
    operator, values = expression.get("operator", ""), expression.get("values") or []
    errors = []
    if operator in ("In", "NotIn"):
        if not values:
            errors.append(required(f"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'"))
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            text = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            errors.append(FieldError("Forbidden", f"{path}.values", "", text))
    else:
        errors.append(invalid(f"{path}.operator", operator, "not a valid selector operator"))
    errors += check(f"{path}.key", expression.get("key", ""), qualified_name)
    for index, value in enumerate(values):
        errors += check(f"{path}.values[{index}]", value, label_value)
    return errors


def ordinary_address(field: str, value: str) -> list[FieldError]:
    """Not an address with a meaning of its own."""
    import ipaddress

    address = ipaddress.ip_address(value)
    checks = (
        (address.is_unspecified, f"may not be unspecified ({value})"),
        (address.is_loopback, "may not be in the loopback range (127.0.0.0/8, ::1/128)"),
        (address.is_link_local, "may not be in the link-local range (169.254.0.0/16, fe80::/10)"),
        (
            address.is_multicast and str(address).startswith(("224.0.0.", "ff02:")),
            "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)",
        ),
    )
    return [invalid(field, value, text) for wrong, text in checks if wrong]
