BeforeAll {
    . $PSScriptRoot/common.ps1
    $script:TestHome = New-TestHome
    $script:StartListener = @'
$secret = ConvertTo-SecureString 'pester-secret' -AsPlainText -Force
$null = Start-DevFlowWebhookListener -Platform GitHub -Port 0 -Secret $secret -Name kept
'@
    $script:Reimport = "Import-Module '$($script:Manifest.Replace("'", "''"))'"
}

AfterAll {
    Remove-Item -LiteralPath $script:TestHome -Recurse -Force
}

Describe 'A running listener' {
    It 'outlives Import-Module -Force' {
        $child = Invoke-ChildPwsh "$script:StartListener; $script:Reimport -Force; @(Get-DevFlowWebhookListener).Name"

        $child.Output | Should -Be 'kept'
    }

    It 'ends when the module is removed' {
        $child = Invoke-ChildPwsh "$script:StartListener; Remove-Module DevFlow; $script:Reimport; @(Get-DevFlowWebhookListener).Count"

        $child.Output | Should -Be '0'
    }
}

Describe 'Parallel runspaces' {
    It 'share one engine' {
        $child = Invoke-ChildPwsh @"
$script:StartListener
1..4 | ForEach-Object -Parallel { $script:Reimport; @(Get-DevFlowWebhookListener).Name } -ThrottleLimit 4
"@

        $child.Output | Should -Be @('kept', 'kept', 'kept', 'kept')
    }

    It 'see the connection made in another' {
        $child = Invoke-ChildPwsh @"
`$sandbox = Start-DevFlowSandbox
`$null = Connect-DevFlowPlatform -Platform GitHub -BaseUri `$sandbox.BaseUri -Token `$sandbox.Token -Name shared
1..2 | ForEach-Object -Parallel { $script:Reimport; @(Get-DevFlowCredential).Name -contains 'shared' } -ThrottleLimit 2
"@

        $child.Output | Should -Be @('True', 'True')
    }

    It 'do not stop the listener of the owner when they remove the module' {
        $child = Invoke-ChildPwsh @"
$script:StartListener
1..2 | ForEach-Object -Parallel { $script:Reimport; Remove-Module DevFlow } -ThrottleLimit 2
@(Get-DevFlowWebhookListener).Name
"@

        $child.Output | Should -Be 'kept'
    }
}
