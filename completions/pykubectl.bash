# bash completion for pykubectl
__pykubectl_complete() {
    local line out directive words=("${COMP_WORDS[@]:1:COMP_CWORD}")
    out=$(pykubectl __completeNoDesc "${words[@]}" 2>/dev/null) || return
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
complete -F __pykubectl_complete pykubectl
