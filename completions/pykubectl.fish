# fish completion for pykubectl
function __pykubectl_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l lines (pykubectl __complete $words[2..-1] 2>/dev/null)
    test (count $lines) -gt 1; and printf '%s\n' $lines[1..-2]
end
complete -c pykubectl -e
complete -c pykubectl -f -a '(__pykubectl_complete)'
