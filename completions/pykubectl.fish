# fish completion for pykubectl

# Files and folders that begin with what was typed; with words, only files whose names end in one of them.
function __pykubectl_files
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

function __pykubectl_complete
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
        set candidates (__pykubectl_files "$typed" $candidates)
    else if test (math "bitand($directive, 16)") -ne 0
        set candidates (__fish_complete_directories "$typed")
    else if test (count $candidates) -eq 0; and test (math "bitand($directive, 4)") -eq 0
        set candidates (__pykubectl_files "$typed")
    end
    for candidate in $candidates
        printf '%s%s\n' $before $candidate
    end
end

complete -c pykubectl -e
complete -c pykubectl -k -f -a '(__pykubectl_complete)'
