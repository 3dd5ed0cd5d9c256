@{
    RootModule           = 'DevFlow.Extension.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = 'b3b1f0b7-6a0e-4f0e-8d43-5d0a5b0f7c92'
    Author               = 'The DevFlow contributors'
    CompanyName          = 'DevFlow'
    Copyright            = 'Copyright (c) 2026 The DevFlow contributors. MIT License.'
    Description          = "DevFlow's credential store as a vault of SecretManagement. Not to be imported: Register-SecretVault DevFlow."
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FunctionsToExport    = @('Get-Secret', 'Get-SecretInfo', 'Remove-Secret', 'Set-Secret', 'Test-SecretVault', 'Unlock-SecretVault')
    CmdletsToExport      = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
}
