BeforeAll {
    . $PSScriptRoot/common.ps1
    $script:TestHome = New-TestHome
}

AfterAll {
    Remove-Item -LiteralPath $script:TestHome -Recurse -Force
}

Describe 'The manifest' {
    It 'is valid' {
        Test-ModuleManifest $script:Manifest -ErrorAction Stop | Should -Not -BeNullOrEmpty
    }

    It 'names the commands that are exported, and no others' {
        $expected = (Import-PowerShellDataFile $script:Manifest).CmdletsToExport | Sort-Object
        $child = Invoke-ChildPwsh '(Get-Command -Module DevFlow).Name | Sort-Object'

        $child.Output | Should -Be $expected
    }
}

Describe 'The import' {
    It 'takes less than half a second' {
        $path = $script:Manifest.Replace("'", "''")
        $milliseconds = & $script:Pwsh -NoProfile -NonInteractive -Command "(Measure-Command { Import-Module '$path' }).TotalMilliseconds.ToString('f0', [cultureinfo]::InvariantCulture)"

        [int]$milliseconds | Should -BeLessThan 500
    }

    It 'shows the session the contract but not the engine' {
        $child = Invoke-ChildPwsh '"$([bool]("DevFlow.Event" -as [type])) $([bool]("DevFlow.Core.Engine" -as [type]))"'

        $child.Output | Should -Be 'True False'
    }

    It 'creates nothing on disk' {
        $null = Invoke-ChildPwsh '1'

        Test-Path -LiteralPath $env:DEVFLOW_HOME | Should -BeFalse
    }
}

Describe 'Help' {
    It 'exists for <_>' -ForEach (Import-PowerShellDataFile "$PSScriptRoot/../../DevFlow.psd1").CmdletsToExport {
        $child = Invoke-ChildPwsh "`$help = Get-Help $_ -Full; `$help.Synopsis.Trim(); @(`$help.Examples.Example).Count"

        $child.Output[0] | Should -Not -BeNullOrEmpty
        $child.Output[0] | Should -Not -Match "^$_ \["
        [int]$child.Output[-1] | Should -BeGreaterThan 0
    }
}
