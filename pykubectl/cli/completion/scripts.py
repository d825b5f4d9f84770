"""The scripts that make a shell ask `__complete`, as `completion` prints them; `@@` stands for the program's name.

Each asks with the words up to the cursor, the last one as far as it is typed, and does what the directive says: no space behind
(2), no files (4), only files with these endings (8), only folders (16). The names of the functions are those of kubectl's scripts,
since people give them to their aliases (`complete -o default -F __start_kubectl k`, `compdef _kubectl k`).

`python -m pykubectl.cli.completion.scripts FOLDER` writes those of pykubectl into a folder (`completions/`).

Upstream: github.com/spf13/cobra/{bash_completionsV2,zsh_completions,fish_completions,powershell_completions}.go.
"""

import os
import sys

BASH = r"""# bash completion for @@

# The words up to the cursor as they were typed: bash itself also cuts at = and :.
__@@_words() {
    local index word rest=${COMP_LINE:0:COMP_POINT}
    words=()
    for ((index = 0; index <= COMP_CWORD; index++)); do
        word=${COMP_WORDS[index]}
        if [[ $index -eq 0 || $rest == [[:space:]]* ]]; then
            rest=${rest#"${rest%%[![:space:]]*}"}
            words+=("")
        fi
        [[ $index -eq $COMP_CWORD ]] && word=$rest
        words[${#words[@]} - 1]+=$word
        rest=${rest#"$word"}
    done
}

# Files whose names end in one of the words given; folders lead to more.
__@@_files() {
    local ending file
    COMPREPLY=()
    while IFS= read -r file; do
        if [[ -d $file ]]; then
            COMPREPLY+=("$file/")
            continue
        fi
        for ending in "$@"; do
            [[ $file == *."$ending" ]] && COMPREPLY+=("$file")
        done
    done < <(compgen -f -- "$cur")
    compopt -o nospace -o filenames 2>/dev/null
}

__start_@@() {
    local -a words candidates
    local cur out line directive before
    COMPREPLY=()
    __@@_words
    out=$(${words[0]/#\~/$HOME} __completeNoDesc "${words[@]:1}" 2>/dev/null) || return
    directive=${out##*:}
    out=${out%:*}
    [[ $directive =~ ^[0-9]+$ ]] || return
    ((directive & 1)) && return
    while IFS= read -r line; do
        [[ -n $line ]] && candidates+=("$line")
    done <<<"$out"
    cur=${words[${#words[@]} - 1]}
    [[ $cur == -*=* ]] && cur=${cur#*=}
    if ((directive & 8)); then
        __@@_files "${candidates[@]}"
        return
    elif ((directive & 16)); then
        mapfile -t COMPREPLY < <(compgen -d -- "$cur")
        return
    fi
    # What stands before the last : is a word of its own to bash, and stays.
    before=${cur%"${cur##*:}"}
    [[ $COMP_WORDBREAKS == *:* ]] || before=
    for line in "${candidates[@]}"; do
        [[ $line == "$cur"* ]] && COMPREPLY+=("${line#"$before"}")
    done
    ((directive & 2)) && compopt -o nospace 2>/dev/null
    ((directive & 4)) && compopt +o default 2>/dev/null
}

complete -o default -F __start_@@ @@
"""
ZSH = r"""#compdef @@
compdef _@@ @@

# zsh completion for @@

_@@() {
    local out directive line current endings
    local -a lines candidates asked options
    asked=("${(@Q)words[2,CURRENT-1]}")
    current=${(Q)PREFIX}
    out=$(${(Q)words[1]} __complete "${asked[@]}" "$current" 2>/dev/null) || return 1
    lines=("${(@f)out}")
    directive=${lines[-1]#:}
    [[ $directive == <-> ]] || return 1
    ((directive & 1)) && return 1
    lines[-1]=()
    # Of --flag=value the value is completed.
    [[ $current == -*=* ]] && compset -P '*='
    if ((directive & 8)); then
        endings=${(j:|:)lines%%$'\t'*}
        _files -g "*.($endings)(-.)"
        return
    elif ((directive & 16)); then
        _files -/
        return
    fi
    for line in "${(@)lines}"; do
        [[ -n $line ]] && candidates+=("${${line//:/\\:}/$'\t'/:}")
    done
    ((directive & 2)) && options+=(-S '')
    ((directive & 32)) && options+=(-V unsorted)
    if ((${#candidates})); then
        _describe @@ candidates "${options[@]}" && return 0
    fi
    ((directive & 4)) || _files
}

# Loaded by compinit, the file is the function's body and must run it; sourced, it must not.
[[ ${funcstack[1]} == _@@ ]] && _@@ "$@" || true
"""
FISH = r"""# fish completion for @@

# Files and folders that begin with what was typed; with words, only files whose names end in one of them.
function __@@_files
    set -l typed $argv[1]
    for file in (__fish_complete_path $typed | string replace -r '\t.*' '')
        if test (count $argv) -eq 1; or string match -q -- '*/' $file
            printf '%s\n' $file
            continue
        end
        for ending in $argv[2..-1]
            string match -q -- "*.$ending" $file; and printf '%s\n' $file
        end
    end
end

function __@@_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l out ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
    set -l directive (string replace ':' '' -- $out[-1])
    string match -qr '^[0-9]+$' -- $directive; or return
    test (math "bitand($directive, 1)") -eq 0; or return
    set -l candidates $out[1..-2]
    test (count $out) -gt 1; or set candidates
    # Of --flag=value the value is completed, behind what was typed.
    set -l before
    set -l typed $current
    if string match -qr '^-.*=' -- $current
        set before (string replace -r '=.*' '=' -- $current)
        set typed (string replace -r '^[^=]*=' '' -- $current)
    end
    if test (math "bitand($directive, 8)") -ne 0
        set candidates (__@@_files "$typed" $candidates)
    else if test (math "bitand($directive, 16)") -ne 0
        set candidates (__fish_complete_directories "$typed")
    else if test (count $candidates) -eq 0; and test (math "bitand($directive, 4)") -eq 0
        set candidates (__@@_files "$typed")
    end
    for candidate in $candidates
        printf '%s%s\n' $before $candidate
    end
end

complete -c @@ -e
complete -c @@ -k -f -a '(__@@_complete)'
"""
POWERSHELL = r"""# powershell completion for @@

Register-ArgumentCompleter -Native -CommandName '@@' -ScriptBlock {
    param($WordToComplete, $CommandAst, $CursorPosition)

    $words = @($CommandAst.CommandElements |
        Where-Object { $_.Extent.StartOffset -lt $CursorPosition } |
        ForEach-Object { $_.ToString() } | Select-Object -Skip 1)
    if ($WordToComplete -eq '') { $words += '""' }
    $lines = @(& '@@' __complete @words 2>$null)
    if ($lines.Count -eq 0) { return }
    $directive = [int]($lines[-1].TrimStart(':'))
    if ($directive -band 1) { return }
    $typed = $WordToComplete
    $before = ''
    if ($WordToComplete -match '^-.*=') {
        $before, $typed = $WordToComplete -split '=', 2
        $before = "$before="
    }
    $end = ' '
    if ($directive -band 2) { $end = '' }
    $lines | Select-Object -SkipLast 1 | ForEach-Object {
        $name, $text = $_ -split "`t", 2
        if (-not $text) { $text = $name }
        if (($directive -band 8) -eq 0 -and $name.StartsWith($typed)) {
            [System.Management.Automation.CompletionResult]::new("$before$name$end", $name, 'ParameterValue', $text)
        }
    }
}
"""
SCRIPTS = {"bash": BASH, "fish": FISH, "powershell": POWERSHELL, "zsh": ZSH}
# What the scripts are called where shells look for them.
FILES = {"bash": "{}.bash", "fish": "{}.fish", "powershell": "{}.ps1", "zsh": "_{}"}


def script(shell: str, program: str) -> str:
    return SCRIPTS[shell].replace("@@", program)


def write_files(folder: str, program: str = "pykubectl") -> None:
    for shell, name in FILES.items():
        with open(os.path.join(folder, name.format(program)), "w", encoding="utf-8") as file:
            file.write(script(shell, program))


if __name__ == "__main__":
    write_files(sys.argv[1])
