<#
.SYNOPSIS
    Builds, tests or packages DevFlow.
.DESCRIPTION
    Uses the PowerShell language and dotnet only, none of the Utility or Management cmdlets, so that it runs in pwsh
    and in DevFlow.Shell alike. A step that fails ends it with exit code 1.
.PARAMETER Task
    Build compiles everything and stages the module beside DevFlow.psd1. Test runs the .NET tests and, where pwsh and
    Pester 5 exist, tests/Pester in a fresh pwsh. Package makes out/DevFlow/<version>/ for every runtime.
.PARAMETER Configuration
    Debug or Release. Without it Build and Test take Debug, Package takes Release.
.EXAMPLE
    ./build.ps1

    Builds; afterwards Import-Module ./DevFlow.psd1 works in place.
.EXAMPLE
    ./build.ps1 -Task Test -Configuration Release

    Tests what a package would hold.
.EXAMPLE
    dotnet run --project src/DevFlow.Shell -- build.ps1 -Task Package

    Makes the package on a machine without pwsh.
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Package')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration
)

$ErrorActionPreference = 'Stop'
if (-not $Configuration) {
    $Configuration = if ($Task -eq 'Package') { 'Release' } else { 'Debug' }
}

function Invoke-Native([string] $Program, [string[]] $Arguments) {
    "> $Program $Arguments"
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) {
        throw "$Program ended with exit code $LASTEXITCODE."
    }
}

function Get-RepositoryPath([string] $Path) {
    [System.IO.Path]::Combine($PSScriptRoot, $Path)
}

function Get-ProgramPath([string] $Name) {
    foreach ($command in Get-Command $Name -CommandType Application -ErrorAction Ignore) {
        return $command.Source
    }
}

function Invoke-PesterTests {
    $pwsh = Get-ProgramPath 'pwsh'
    if (-not $pwsh) {
        'Pester tests: not run, because pwsh is not installed.'
        return
    }

    & $pwsh -NoProfile -NonInteractive -Command 'exit [int](-not (Get-Module Pester -ListAvailable | Where-Object { $_.Version.Major -ge 5 }))'
    if ($LASTEXITCODE -ne 0) {
        'Pester tests: not run, because Pester 5 is not installed (Install-Module Pester).'
        return
    }

    # A fresh process each time: a loaded module assembly stays loaded, and on Windows locked, until the process ends.
    $tests = (Get-RepositoryPath 'tests/Pester').Replace("'", "''")
    Invoke-Native $pwsh @('-NoProfile', '-NonInteractive', '-Command',
        "Import-Module Pester -MinimumVersion 5.0; `$result = Invoke-Pester -Path '$tests' -PassThru; exit [int](`$result.Result -ne 'Passed')")
}

function Get-FolderSize([string] $Folder) {
    $bytes = 0L
    foreach ($file in [System.IO.Directory]::EnumerateFiles($Folder, '*', [System.IO.SearchOption]::AllDirectories)) {
        $bytes += [System.IO.FileInfo]::new($file).Length
    }

    $bytes
}

function Show-Package {
    $folder = Get-RepositoryPath 'out/DevFlow'
    if (-not [System.IO.Directory]::Exists($folder)) {
        throw "No package was made in $folder."
    }

    foreach ($version in [System.IO.Directory]::EnumerateDirectories($folder)) {
        $files = [System.IO.Directory]::GetFiles($version, '*', [System.IO.SearchOption]::AllDirectories).Length
        'Package: {0} ({1} files, {2:n1} MB)' -f $version, $files, ((Get-FolderSize $version) / 1MB)
    }
}

try {
    $solution = Get-RepositoryPath 'DevFlow.sln'
    switch ($Task) {
        'Build' {
            Invoke-Native dotnet @('build', $solution, '-c', $Configuration, '-nologo')
        }
        'Test' {
            Invoke-Native dotnet @('test', $solution, '-c', $Configuration, '-nologo')
            Invoke-PesterTests
        }
        'Package' {
            $module = Get-RepositoryPath 'src/DevFlow.Module/DevFlow.Module.csproj'
            Invoke-Native dotnet @('build', $module, '-c', $Configuration, '-t:PackageModule', '-p:ModuleRuntimes=all', '-nologo')
            Show-Package
        }
    }
}
catch {
    $Host.UI.WriteErrorLine("build.ps1: $($_.Exception.Message)")
    exit 1
}
