"""Editing objects: they go into a file, an editor changes the file, what changed goes to the server.

What the server refuses comes back into the editor, with the reasons in a comment, until it is right or nothing more is changed;
then the file is kept and named.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/util/editor/{editoptions,editor}.go.
"""

import os
from collections.abc import Callable, Sequence
from typing import Any

from pykubectl import Object
from pykubectl.cli.decode import check_object
from pykubectl.cli.errors import Exit, Failure, with_source
from pykubectl.cli.grammar import Flags, quote
from pykubectl.cli.mapping import mapper_of
from pykubectl.cli.printers import Options, no_printer, result_printer, without_managed_fields
from pykubectl.cli.resources import Builder, Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import LAST_APPLIED, Writes, create_or_update_annotation, patch_between, validation
from pykubectl.errors import Invalid, NotFound, StatusError
from pykubectl.machinery.json_codec import compact
from pykubectl.machinery.objects import copy

HEADER = """\
# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
"""

# What can be edited, and shown when it is.
_FORMATS = ("json", "kyaml", "yaml")

# Takes the objects as edited; gives the reasons why the editor must open again.
Apply = Callable[[Sequence[Object]], list[str]]


class Unpatchable(Failure):
    """The server refused the patch for a reason that editing again will not mend."""


class Editor:
    """One editing session over some objects; `apply` is called with what came of them."""

    def __init__(
        self, session: Session, flags: Flags, infos: Sequence[Info], objects: Sequence[Object], apply: Apply
    ) -> None:
        self.session = session
        self.subject = f"{infos[0].resource.resource} {quote(infos[0].name)}"
        self.format = flags["output"] or "yaml"
        self.view = _view(flags)
        self.apply = apply
        if len(objects) == 1:
            self.original = self._text(objects[0])
        else:
            self.original = self._text({"apiVersion": "v1", "items": list(objects), "kind": "List", "metadata": {}})
        self.text = self.original
        self.reasons: list[str] = []
        self.failed = False

    def run(self) -> None:
        path = ""
        while True:
            text, path = self._launch(path)
            if self.failed and text == self.text:
                self._keep(path, Failure("Edit cancelled, no valid changes were saved."))
            self.text = text
            problem = _problem(text)
            if problem is not None:
                self.invalid(self.subject)
            elif text == self.original:
                os.remove(path)
                self.session.note("Edit cancelled, no changes made.")
                return
            try:
                reasons = [problem] if problem is not None else self._applied(text)
            except Unpatchable as error:
                self.session.note(f"error: {error.message}")
                self.session.note(f"You can run `{self.session.program} replace -f {path}` to try this update again.")
                raise Exit(1) from None
            except (Failure, StatusError) as error:
                self._keep(path, error)
            if not reasons:
                os.remove(path)
                return
            self.reasons, self.failed = reasons, True

    def _applied(self, text: str) -> list[str]:
        objects = _objects(text)
        try:
            for obj in objects:
                check_object(obj, "edited-file")
                mapper_of(self.session).of_kind(obj["apiVersion"], obj["kind"], source="edited-file")
        except Failure as error:
            return [f"The edited file had a syntax error: {error.message}"]
        return self.apply(objects)

    def invalid(self, name: str) -> None:
        self.session.note(f"error: {name} is invalid")

    def _keep(self, path: str, error: Exception) -> None:
        self.session.note(f"A copy of your changes has been stored to {quote(path)}")
        raise error

    def _text(self, obj: Object) -> str:
        from importlib import import_module

        module = import_module(f"pykubectl.cli.printers.{self.format}")
        text: str = module.printer("", Options(self.session, show_managed_fields=True))(self.view(obj))
        return text

    def _launch(self, previous: str) -> tuple[str, str]:
        """Let the user edit; what the file says then, without comments, and its name."""
        import tempfile

        suffix = ".json" if self.format == "json" else ".yaml"
        handle, path = tempfile.mkstemp(suffix, f"{self.session.program}-edit-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(("" if self.format == "json" else self._comment()) + self.text)
        self.session.flush()
        run_editor(self.session, path)
        if previous:
            os.remove(previous)
        with open(path, encoding="utf-8") as file:
            edited = file.read()
        self.session.log(4, "editoptions.go:310", "User edited:\n" + edited.removesuffix("\n"))
        return _without_comments(edited), path

    def _comment(self) -> str:
        lines = "".join(f"# {line}\n" for reason in self.reasons for line in reason.split("\n"))
        return HEADER + (f"{lines}#\n" if lines else "")


def _check_format(flags: Flags) -> None:
    output = flags["output"]
    if output and output not in _FORMATS:
        raise no_printer(output, _FORMATS)


def _view(flags: Flags) -> Callable[[Object], Object]:
    """What of an object there is to edit."""
    return (lambda obj: obj) if flags["show-managed-fields"] else without_managed_fields


def run_editor(session: Session, path: str) -> None:
    """$KUBE_EDITOR, $EDITOR or vi, on a file; what looks like shell is given to the shell. Raises Failure."""
    import subprocess

    editor = os.environ.get("KUBE_EDITOR") or os.environ.get("EDITOR") or "vi"
    words = editor.split(" ")
    if " " in editor and set(editor) & set("\"'\\"):
        words = [os.environ.get("SHELL") or "/bin/bash", "-c", editor]
        call = [*words[:2], f"{editor} {quote(path)}"]
    else:
        call = [*words, path]
    session.log(5, "launcher_others.go:61", f"Opening file with editor [{' '.join(call)}]")
    try:
        done = subprocess.run(call, check=False)
    except OSError:
        # Go looks for names that are no paths, and says another thing of what it cannot find.
        verb = "there was a problem with the editor" if "/" in call[0] else "unable to launch the editor"
        raise Failure(f"{verb} {quote(' '.join(words))}") from None
    if done.returncode:
        os.remove(path)
        raise Failure(f"there was a problem with the editor {quote(' '.join(words))}")


def _without_comments(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.lstrip().startswith("#"))


def _problem(text: str) -> str | None:
    """Why the text is no object at all."""
    from pykubectl.machinery.yaml_codec import YamlError

    try:
        objects = _objects(text)
    except YamlError as error:
        return str(error)
    if not objects or any(not isinstance(obj, dict) or not obj.get("kind") for obj in objects):
        return "invalid object to validate"
    return None


def _objects(text: str) -> list[Object]:
    from pykubectl.machinery.yaml_codec import load_documents

    found: list[Any] = []
    for document in load_documents(text):
        is_list = isinstance(document, dict) and document.get("kind") == "List"
        found.extend(document.get("items") or [] if is_list else [document])
    return found


def edit(session: Session, flags: Flags, arguments: Sequence[str]) -> int | None:
    """kubectl edit."""
    builder = Builder.from_flags(session, flags, arguments)
    builder.latest = builder.any_by_default = True
    builder.subresource = flags["subresource"]
    result = builder.do()
    _check_format(flags)
    infos = result.infos()
    if not infos:
        raise Failure("edit cancelled, no objects found")
    patching = _Patching(session, flags, infos)
    editor = Editor(session, flags, infos, [info.content for info in infos], patching.apply)
    patching.editor = editor
    editor.run()
    return None


class _Patching:
    """Sends what was edited, object by object."""

    editor: Editor

    def __init__(self, session: Session, flags: Flags, infos: Sequence[Info]) -> None:
        self.session = session
        self.flags = flags
        self.infos = list(infos)
        self.writes = Writes.of(session, flags, "none", validation(flags))

    def apply(self, objects: Sequence[Object]) -> list[str]:
        reasons: list[str] = []
        for obj in objects:
            info = self._original(obj)
            before = _view(self.flags)(info.content)
            if obj == before:
                self._tell(info, "skipped")
                continue
            new = copy(obj)
            if self.flags["save-config"]:
                self._keep_configuration(new, info)
            self._send(info, before, new, reasons)
        return reasons

    def _keep_configuration(self, new: Object, info: Info) -> None:
        """What is kept is the object as the server has it, its managed fields included."""
        metadata = {**info.content["metadata"], **new["metadata"]}
        whole = {**new, "metadata": metadata}
        create_or_update_annotation(True, whole)
        new["metadata"]["annotations"] = whole["metadata"]["annotations"]

    def _original(self, obj: Object) -> Info:
        """The object that was edited. Raises Failure when it cannot be told."""
        uid = (obj.get("metadata") or {}).get("uid", "")
        for info in self.infos:
            if info.content["metadata"].get("uid") != uid:
                continue
            content = info.content
            same = content["metadata"]["name"] == (obj.get("metadata") or {}).get("name")
            if not same or (content["kind"], content["apiVersion"]) != (obj.get("kind"), obj.get("apiVersion")):
                raise Failure("At least one of apiVersion, kind and name was changed")
            return info
        from pykubectl.cli.printers.jsonpath import go_syntax

        raise Failure(f"no original object found for &unstructured.Unstructured{{Object:{go_syntax(obj)}}}")

    def _send(self, info: Info, before: Object, new: Object, reasons: list[str]) -> None:
        patch, content_type = patch_between(self.session, before, new)
        if self.flags["output-patch"]:
            self.session.line(f"Patch: {compact(patch)}")
        subject = f"{info.resource.resource} {quote(info.name)}"
        try:
            info.refresh(self.writes.patch(info, patch, content_type, self.flags["subresource"]))
        except Invalid as error:
            self.editor.invalid(subject)
            causes = [f"* {cause.get('field', '')}: {cause['message']}" for cause in error.details.get("causes") or ()]
            reasons.append("\n".join([f"{subject} was not valid:", *causes]))
        except NotFound:
            raise Failure(f"{subject} could not be found on the server") from None
        except StatusError as error:
            raise Unpatchable(f"{subject} could not be patched: {error.message}") from None
        else:
            self._tell(info, "edited")

    def _tell(self, info: Info, operation: str) -> None:
        self.session.write(result_printer(self.session, self.flags, operation)(info.content))


def edit_and_create(session: Session, flags: Flags) -> int | None:
    """kubectl create --edit."""
    builder = Builder.from_flags(session, flags, [])
    infos = builder.do().infos()
    if not infos:
        raise Failure("edit cancelled, no objects found")
    writes = Writes.of(session, flags, "none", validation(flags))
    show = result_printer(session, flags, "created")

    def apply(objects: Sequence[Object]) -> list[str]:
        for info, obj in zip(infos, objects, strict=False):
            create_or_update_annotation(flags["save-config"], obj)
            try:
                info.refresh(writes.create(info, obj))
            except StatusError as error:
                raise with_source("creating", info.source, error) from None
            session.write(show(info.content))
        return []

    Editor(session, flags, infos, [info.content for info in infos], apply).run()
    return None


def edit_last_applied(session: Session, flags: Flags, arguments: Sequence[str]) -> int | None:
    """kubectl apply edit-last-applied."""
    from pykubectl.cli.applying import last_applied

    builder = Builder.from_flags(session, flags, arguments)
    builder.latest = builder.any_by_default = True
    result = builder.do()
    _check_format(flags)
    found = [(info, last_applied(info.content)) for info in result.infos()]
    applied = [(info, configuration) for info, configuration in found if configuration is not None]
    if not applied:
        raise Failure(
            "no last-applied-configuration annotation found on resources, to create the annotation,"
            " use command `kubectl apply set-last-applied --create-annotation`"
        )
    writes = Writes.of(session, flags)
    show = result_printer(session, flags, "edited")

    def apply(objects: Sequence[Object]) -> list[str]:
        for obj in objects:
            # What the configuration names is patched, which need not be where it came from.
            row = mapper_of(session).of_kind(obj["apiVersion"], obj["kind"])
            info = Info(row, session.namespace if row.namespaced else "", obj["metadata"]["name"])
            patch = {"metadata": {"annotations": {LAST_APPLIED: compact(obj) + "\n"}}}
            info.refresh(writes.patch(info, patch))
            session.write(show(obj if flags["output"] else info.content))
        return []

    infos, configurations = zip(*applied, strict=True)
    Editor(session, flags, infos, configurations, apply).run()
    return None
