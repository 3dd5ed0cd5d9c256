@{
    RootModule           = 'TrivialModule.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '0e1a7f4b-7b58-4a3c-9d1e-5b6c1f0a2d33'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    CmdletsToExport      = @('Get-Trivial')
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
}
