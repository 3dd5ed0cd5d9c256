# Dot-sourced by every file: the built module's path, and child processes, because a loaded module stays loaded.
$script:RepositoryRoot = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..'))
$script:Manifest = [System.IO.Path]::Combine($script:RepositoryRoot, 'DevFlow.psd1')
$script:Pwsh = (Get-Process -Id $PID).Path

function New-TestHome {
    $folder = [System.IO.Directory]::CreateTempSubdirectory('devflow ü ').FullName
    $env:DEVFLOW_HOME = [System.IO.Path]::Combine($folder, 'home')
    $env:DEVFLOW_KEY_FILE = [System.IO.Path]::Combine($folder, 'key')
    $env:POWERSHELL_TELEMETRY_OPTOUT = '1'
    $env:NO_COLOR = '1'
    $folder
}

function Invoke-ChildPwsh([string] $Script) {
    $preamble = "`$ErrorActionPreference = 'Stop'; Import-Module '$($script:Manifest.Replace("'", "''"))'; "
    $output = & $script:Pwsh -NoProfile -NonInteractive -Command ($preamble + $Script) 2>&1
    [pscustomobject]@{ Output = @($output | ForEach-Object { "$_" }); ExitCode = $LASTEXITCODE }
}
