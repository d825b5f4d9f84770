"""The x-kubernetes-validations of one schema node, compiled.

`self` is the value the schema describes, `oldSelf` the one before (an optional when the rule says optionalOldSelf).

Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/compilation.go.
"""

from collections.abc import Mapping
from typing import Any

from pykubectl.machinery.cel import CompileError, Program, compile
from pykubectl.machinery.cel.cel_types import BOOL, STRING, CelType, optional_of
from pykubectl.machinery.structural.field_paths import valid_path

VALIDATIONS = "x-kubernetes-validations"


class Rule:
    """One rule: its programs, or what is wrong with their texts. An empty rule has neither."""

    def __init__(self, row: Mapping[str, Any], schema: Mapping[str, Any], declared: CelType) -> None:
        self.text: str = row.get("rule") or ""
        self.given_message: str = row.get("message") or ""
        self.reason: str | None = row.get("reason")
        self.optional_old_self = bool(row.get("optionalOldSelf"))
        self.program: Program | None = None
        self.message: Program | None = None
        self.error = self.message_error = ""
        self.field_path = ""
        before = optional_of(declared) if self.optional_old_self else declared
        self.variables = {"self": declared, "oldSelf": before}
        if self.text.strip():
            self._compile(row, schema)

    def _compile(self, row: Mapping[str, Any], schema: Mapping[str, Any]) -> None:
        self.program, self.error = _compiled(self.text, self.variables, "")
        if self.error:
            return
        if row.get("messageExpression"):
            self.message, self.message_error = _compiled(row["messageExpression"], self.variables, "messageExpression ")
        if row.get("fieldPath"):
            self.field_path = valid_path(row["fieldPath"], schema) or ""

    @property
    def uses_old_self(self) -> bool:
        return self.program is not None and self.program.uses("oldSelf")

    @property
    def name(self) -> str:
        """What errors call the rule."""
        return (self.given_message or self.text).strip()

    @property
    def default_message(self) -> str:
        return self.given_message.strip() if self.given_message else f"failed rule: {self.name}"


def _compiled(text: str, variables: Mapping[str, CelType], what: str) -> tuple[Program | None, str]:
    try:
        program = compile(text, variables)
    except CompileError as error:
        return None, f"{what}{error.what}: {error}"
    wanted = STRING if what else BOOL
    if program.result_type != wanted:
        subject = "messageExpression" if what else "cel expression"
        return None, f"{subject} must evaluate to a {wanted}"
    return program, ""
