"""apply view-last-applied: shows the annotation of apply.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/apply/apply_view_last_applied.go.
"""

from pykubectl.cli.applying import last_applied
from pykubectl.cli.errors import UsageError
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.resources import FILENAME_FLAGS, SELECTOR_FLAG, Builder, Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import ALL_FLAG


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    builder = Builder.from_flags(session, flags, arguments)
    builder.latest = True
    builder.continue_on_error = False

    def show(info: Info) -> None:
        applied = last_applied(info.content)
        if applied is None:
            return
        if flags["output"] == "json":
            from pykubectl.machinery.json_codec import dumps

            session.line(dumps(applied, indent=2))
        else:
            from pykubectl.machinery.yaml_codec import dump

            session.write(dump(applied))

    result = builder.do()
    if flags["output"] not in ("yaml", "json"):
        raise UsageError(
            f"Unexpected -o output mode: {flags['output']}, the flag 'output' must be one of yaml|json", session.path
        )
    for info in result.infos():
        show(info)
    return None


COMMAND = Command(
    "view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)",
    run,
    short="Show what was applied last",
    long="Shows the configuration that apply keeps in the annotation of a resource.",
    examples="""
# As YAML
kubectl apply view-last-applied deployment/web

# As JSON
kubectl apply view-last-applied -f deploy.yaml -o json
""",
    flags=(
        ALL_FLAG,
        *FILENAME_FLAGS,
        Flag("output", "string", "yaml", "Output format: yaml or json.", "o"),
        SELECTOR_FLAG,
    ),
)
