@{
    RootModule           = 'bin/DevFlow.PowerShell.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '6d8f4a52-3f0e-4b7e-9a53-0b2b9d6f7c11'
    Author               = 'The DevFlow contributors'
    CompanyName          = 'DevFlow'
    Copyright            = 'Copyright (c) 2026 The DevFlow contributors. MIT License.'
    Description          = 'GitHub for operations scripts: encrypted credentials, rate limits, signed webhooks and events through one engine whose platforms are plugins.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    CmdletsToExport      = @(
        'Add-DevFlowCredentialUnlockMethod'
        'Add-DevFlowEventMiddleware'
        'Connect-DevFlowPlatform'
        'Disconnect-DevFlowConnection'
        'Export-DevFlowCredential'
        'Get-DevFlowCircuitBreaker'
        'Get-DevFlowConnection'
        'Get-DevFlowCredential'
        'Get-DevFlowCredentialAudit'
        'Get-DevFlowCredentialStore'
        'Get-DevFlowDeadLetter'
        'Get-DevFlowEvent'
        'Get-DevFlowEventHandler'
        'Get-DevFlowEventMiddleware'
        'Get-DevFlowEventStatistics'
        'Get-DevFlowRateLimit'
        'Get-DevFlowSandbox'
        'Get-DevFlowWebhookListener'
        'Import-DevFlowCredential'
        'Invoke-DevFlowRequest'
        'Invoke-DevFlowSandboxEvent'
        'Lock-DevFlowCredentialStore'
        'Publish-DevFlowEvent'
        'Receive-DevFlowEvent'
        'Register-DevFlowEventHandler'
        'Remove-DevFlowCredential'
        'Remove-DevFlowCredentialUnlockMethod'
        'Remove-DevFlowDeadLetter'
        'Remove-DevFlowEventMiddleware'
        'Reset-DevFlowCircuitBreaker'
        'Select-DevFlowConnection'
        'Set-DevFlowCredential'
        'Set-DevFlowRateLimitPolicy'
        'Start-DevFlowSandbox'
        'Start-DevFlowWebhookListener'
        'Stop-DevFlowSandbox'
        'Stop-DevFlowWebhookListener'
        'Test-DevFlowConnection'
        'Test-DevFlowCredentialStore'
        'Unlock-DevFlowCredentialStore'
        'Unregister-DevFlowEventHandler'
        'Update-DevFlowCredential'
        'Update-DevFlowCredentialRootKey'
        'Update-DevFlowCredentialUnlockMethod'
        'Wait-DevFlowEvent'
        'Wait-DevFlowRateLimit'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags       = @('GitHub', 'Webhook', 'RateLimit', 'DevOps', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
