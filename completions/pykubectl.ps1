# powershell completion for pykubectl

Register-ArgumentCompleter -Native -CommandName 'pykubectl' -ScriptBlock {
    param($WordToComplete, $CommandAst, $CursorPosition)

    $words = @($CommandAst.CommandElements |
        Where-Object { $_.Extent.StartOffset -lt $CursorPosition } |
        ForEach-Object { $_.ToString() } | Select-Object -Skip 1)
    if ($WordToComplete -eq '') { $words += '""' }
    $lines = @(& 'pykubectl' __complete @words 2>$null)
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
