"""completion: the script that makes a shell ask `__complete`.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/completion/completion.go.
"""

from pykubectl.cli.errors import UsageError
from pykubectl.cli.grammar import Command, Flags
from pykubectl.cli.session import Session

BASH = r"""# bash completion for @@
__@@_complete() {
    local line out directive words=("${COMP_WORDS[@]:1:COMP_CWORD}")
    out=$(@@ __completeNoDesc "${words[@]}" 2>/dev/null) || return
    directive=${out##*:}
    out=${out%:*}
    COMPREPLY=()
    if [ "$directive" = 8 ]; then
        mapfile -t COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
        return
    fi
    while IFS= read -r line; do
        [ -n "$line" ] && COMPREPLY+=("$line")
    done <<<"$out"
    [ "$directive" = 0 ] && [ ${#COMPREPLY[@]} = 0 ] && compopt -o default
}
complete -F __@@_complete @@
"""
ZSH = r"""#compdef @@
compdef _@@ @@
_@@() {
    local -a lines candidates
    local line directive
    lines=("${(@f)$(@@ __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    directive=${lines[-1]#:}
    for line in "${(@)lines[1,-2]}"; do
        candidates+=("${${line//:/\\:}/$'\t'/:}")
    done
    if [ "$directive" = 8 ] || { [ "$directive" = 0 ] && [ ${#candidates} = 0 ]; }; then
        _files
    else
        _describe @@ candidates
    fi
}
"""
FISH = r"""# fish completion for @@
function __@@_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l lines (@@ __complete $words[2..-1] 2>/dev/null)
    test (count $lines) -gt 1; and printf '%s\n' $lines[1..-2]
end
complete -c @@ -e
complete -c @@ -f -a '(__@@_complete)'
"""
POWERSHELL = r"""# powershell completion for @@
Register-ArgumentCompleter -Native -CommandName '@@' -ScriptBlock {
    param($WordToComplete, $CommandAst, $CursorPosition)
    $words = @($CommandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
    if ($WordToComplete -eq '') { $words += '' }
    & @@ __completeNoDesc @words 2>$null | Where-Object { $_ -notlike ':*' } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}
"""
SCRIPTS = {"bash": BASH, "fish": FISH, "powershell": POWERSHELL, "zsh": ZSH}


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if not arguments:
        raise UsageError("Shell not specified.", session.path)
    if len(arguments) > 1:
        raise UsageError("Too many arguments. Expected only the shell type.", session.path)
    if arguments[0] not in SCRIPTS:
        raise UsageError(f'Unsupported shell type "{arguments[0]}".', session.path)
    session.write(SCRIPTS[arguments[0]].replace("@@", session.program))
    return None


COMMAND = Command(
    "completion SHELL",
    run,
    short="Print the completion script of a shell (bash, zsh, fish or powershell)",
    long="Prints the script that makes a shell complete commands, flags, types and names.",
    examples="""
# For this bash
source <(kubectl completion bash)

# For every zsh
echo 'source <(kubectl completion zsh)' >> ~/.zshrc
""",
)
