# The default views, as a module of their own: PowerShell reads all its format data anew for any module that brings some,
# which would double the time of Import-Module DevFlow. The first cmdlet that writes an object imports this one.
@{
    ModuleVersion     = '0.1.0'
    GUID              = 'a1d3b0c4-52c7-4c3e-9b1e-7f6f5f0f6c22'
    Author            = 'The DevFlow contributors'
    Copyright         = 'Copyright (c) 2026 The DevFlow contributors. MIT License.'
    Description       = 'Default views of the module DevFlow, which imports it when it is needed.'
    PowerShellVersion = '7.6'
    FormatsToProcess  = @('DevFlow.Format.ps1xml')
    CmdletsToExport   = @()
    FunctionsToExport = @()
    AliasesToExport   = @()
    VariablesToExport = @()
}
