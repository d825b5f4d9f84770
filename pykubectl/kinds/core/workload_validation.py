"""What workloads that keep pods running demand of their selector and template.

Upstream: pkg/apis/apps/validation, pkg/apis/core/validation (ValidatePodTemplateSpecForRC).
"""

from collections.abc import Callable
from typing import Any

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.go_values import plain
from pykubectl.machinery.selectors import SelectorError, from_label_selector

MISMATCH = "`selector` does not match template `labels`"


def template_labels(path: str, template: Object) -> tuple[str, Any]:
    """The field and value that an error about the template's labels shows."""
    return f"{path}.metadata.labels", plain((template.get("metadata") or {}).get("labels") or {})


def validate_selector_of_template(spec: Object, empty_text: str, error_text: str) -> list[FieldError]:
    """The checks that deployments, replica sets and stateful sets share."""
    selector = spec.get("selector")
    errors = validate_selector("spec.selector", selector, empty_text)
    try:
        parsed = from_label_selector(selector)
    except SelectorError:
        return [*errors, invalid("spec.selector", plain(selector), error_text)]
    template = spec.get("template") or {}
    field, labels = template_labels("spec.template", template)
    empty = selector is not None and not any(selector.values())
    if not empty and not parsed.matches(labels):
        errors.append(invalid(field, labels, MISMATCH))
    return errors


def validate_selector(path: str, selector: Object | None, empty_text: str) -> list[FieldError]:
    if selector is None:
        return [required(path)]
    errors = rules.label_selector(path, selector)
    if not any(selector.values()):
        errors.append(invalid(path, plain(selector), empty_text))
    return errors


def validate_always_restarts(spec: Object, kind: str) -> list[FieldError]:
    pod = (spec.get("template") or {}).get("spec") or {}
    errors = []
    if pod.get("restartPolicy") != "Always":
        errors.append(
            rules.unsupported("spec.template.spec.restartPolicy", pod.get("restartPolicy") or "", ("Always",))
        )
    if pod.get("activeDeadlineSeconds") is not None:
        text = f"activeDeadlineSeconds in {kind} is not Supported"
        errors.append(forbidden("spec.template.spec.activeDeadlineSeconds", text))
    return errors


def with_immutable_selector(
    validate: Callable[[Object], list[FieldError]],
) -> Callable[[Object, Object], list[FieldError]]:
    """validate_update of a kind whose selector never changes."""

    def validate_update(new: Object, old: Object) -> list[FieldError]:
        before, after = old["spec"].get("selector"), new["spec"].get("selector")
        return validate(new) + rules.immutable("spec.selector", plain(after), plain(before))

    return validate_update
