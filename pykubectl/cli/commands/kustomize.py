"""kustomize: prints what a directory's kustomization stands for.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/kustomize, sigs.k8s.io/kustomize/kustomize/commands/build.
"""

import os

from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.kustomization import Build, build, build_files
from pykubectl.cli.session import Session

ROOT_ONLY = "LoadRestrictionsRootOnly"
ANYWHERE = "LoadRestrictionsNone"


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if len(arguments) > 1:
        raise Failure("specify one path to kustomization.yaml")
    if flags["load-restrictor"] not in (ROOT_ONLY, ANYWHERE):
        raise Failure(
            f"illegal flag value --load-restrictor {flags['load-restrictor']}; legal values: [{ROOT_ONLY} {ANYWHERE}]"
        )
    if flags["reorder"] not in ("legacy", "none"):
        raise Failure(f"illegal flag value --reorder {flags['reorder']}; legal values: [legacy none]")
    how = Build(
        session.note,
        flags["load-restrictor"] == ANYWHERE,
        flags["helm-command"] if flags["enable-helm"] else "",
        {"none": "fifo"}.get(flags["reorder"], "legacy") if "reorder" in flags.changed else "",
    )
    directory, output = arguments[0] if arguments else ".", flags["output"]
    if os.path.isdir(output):
        for name, text in build_files(directory, how).items():
            _save(os.path.join(output, name), text)
    elif output:
        _save(output, build(directory, how))
    else:
        session.write(build(directory, how))
    return None


def _save(path: str, text: str) -> None:
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise Failure(f"open {path}: {(error.strerror or '').lower()}") from None


COMMAND = Command(
    "kustomize DIR [flags]",
    run,
    short="Build a kustomization from a directory",
    long="Prints the resources that the kustomization.yaml of a directory (by default this one) stands for.",
    examples="""
# This directory
kubectl kustomize

# An overlay, applied at once
kubectl kustomize overlays/production | kubectl apply -f -
""",
    flags=(
        Flag("as-current-user", "bool", False, "Taken for kustomize's sake: functions do not run."),
        Flag("enable-alpha-plugins", "bool", False, "Taken for kustomize's sake: plugins do not run."),
        Flag("enable-helm", "bool", False, "Taken for kustomize's sake: charts are not inflated."),
        Flag("env", "strings", [], "Taken for kustomize's sake: functions do not run.", "e"),
        Flag("helm-api-versions", "strings", [], "Taken for kustomize's sake: charts are not inflated."),
        Flag("helm-command", "string", "helm", "Taken for kustomize's sake: charts are not inflated."),
        Flag("helm-debug", "bool", False, "Taken for kustomize's sake: charts are not inflated."),
        Flag("helm-kube-version", "string", "", "Taken for kustomize's sake: charts are not inflated."),
        Flag(
            "load-restrictor", "string", ROOT_ONLY, f"{ANYWHERE} lets a kustomization read files outside its directory."
        ),
        Flag("mount", "strings", [], "Taken for kustomize's sake: functions do not run."),
        Flag("network", "bool", False, "Taken for kustomize's sake: functions do not run."),
        Flag("network-name", "string", "bridge", "Taken for kustomize's sake: functions do not run."),
        Flag(
            "output", "string", "", "A file (or a directory, for one file each) to write to instead of printing.", "o"
        ),
        Flag(
            "reorder",
            "string",
            "legacy",
            "Order of the output: legacy or none.",
            hidden=True,
            deprecated="use the new 'sortOptions' field in kustomization.yaml instead.",
        ),
    ),
)
