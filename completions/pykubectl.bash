# bash completion for pykubectl

# The words up to the cursor as they were typed: bash itself also cuts at = and :.
__pykubectl_words() {
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
__pykubectl_files() {
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

__start_pykubectl() {
    local -a words candidates
    local cur out line directive before
    COMPREPLY=()
    __pykubectl_words
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
        __pykubectl_files "${candidates[@]}"
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

complete -o default -F __start_pykubectl pykubectl
