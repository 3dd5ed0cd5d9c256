# The functions SecretManagement asks of a vault, each with the parameters it gives. They hold no secret and know no file: DevFlow's
# own cmdlets do the work, and the audit log names the vault as the reason. Only the core language is used, and types of SecretManagement
# are named where it is loaded for certain: in a call it makes.

function Get-Secret {
    [CmdletBinding()]
    param([string] $Name, [string] $VaultName, [hashtable] $AdditionalParameters)

    foreach ($credential in Find-Credential ([WildcardPattern]::Escape($Name))) {
        $as = if ($credential.Kind -eq 'Basic') { @{ AsPSCredential = $true } } else { @{ AsSecureString = $true } }
        DevFlow\Get-DevFlowCredential -Name ([WildcardPattern]::Escape($credential.Name)) @as -Reason (Get-Reason $VaultName)
    }
}

function Get-SecretInfo {
    [CmdletBinding()]
    param([string] $Filter, [string] $VaultName, [hashtable] $AdditionalParameters)

    foreach ($credential in Find-Credential ($Filter ? $Filter : '*')) {
        $metadata = @{
            Kind     = [string]$credential.Kind
            Platform = $credential.Platform
            Account  = $credential.Account
            Origin   = [string]$credential.Origin
            State    = [string]$credential.State
        }
        if ($credential.EndsAt) {
            $metadata.EndsAt = $credential.EndsAt.UtcDateTime
        }

        $type = $credential.Kind -eq 'Basic' ? 'PSCredential' : 'SecureString'
        [Microsoft.PowerShell.SecretManagement.SecretInformation]::new($credential.Name, $type, $VaultName, $metadata)
    }
}

function Set-Secret {
    [CmdletBinding()]
    param([string] $Name, [object] $Secret, [string] $VaultName, [hashtable] $AdditionalParameters, [hashtable] $Metadata)

    $known = 'Kind', 'Platform', 'BaseUri', 'Account', 'ExpiresAt'
    $given = @{}
    foreach ($key in $Metadata.Keys) {
        if ($key -notin $known) {
            throw "A credential of DevFlow has no '$key'. Metadata may be: $($known -join ', ')."
        }

        $given[$key] = $Metadata[$key]
    }

    switch ($Secret) {
        { $_ -is [pscredential] } { $given.Credential = $_ }
        { $_ -is [securestring] } { $given.Secret = $_ }
        { $_ -is [string] } { $given.Secret = [System.Net.NetworkCredential]::new('', $_).SecurePassword }
        default { throw 'DevFlow keeps text, SecureStrings and PSCredentials. Store other values in another vault.' }
    }

    if (-not ($given.Kind -or $given.Platform -or $given.Credential -or (Find-Credential ([WildcardPattern]::Escape($Name))))) {
        $given.Kind = 'Generic'
    }

    DevFlow\Set-DevFlowCredential -Name $Name @given -Reason (Get-Reason $VaultName) -Confirm:$false -ErrorAction Stop
}

function Remove-Secret {
    [CmdletBinding()]
    param([string] $Name, [string] $VaultName, [hashtable] $AdditionalParameters)

    DevFlow\Remove-DevFlowCredential -Name ([WildcardPattern]::Escape($Name)) -Reason (Get-Reason $VaultName) -Confirm:$false -ErrorAction Stop
}

function Test-SecretVault {
    [CmdletBinding()]
    param([string] $VaultName, [hashtable] $AdditionalParameters)

    $report = DevFlow\Test-DevFlowCredentialStore -ErrorAction Stop
    foreach ($finding in $report.Findings) {
        $PSCmdlet.WriteWarning($finding.Message)
    }

    $report.IsSound
}

function Unlock-SecretVault {
    [CmdletBinding()]
    param([securestring] $Password, [string] $VaultName, [hashtable] $AdditionalParameters)

    $null = DevFlow\Unlock-DevFlowCredentialStore -Passphrase $Password -Confirm:$false -ErrorAction Stop
}

# None is no error: SecretManagement asks the next vault then.
function Find-Credential {
    [CmdletBinding()]
    param([string] $Pattern)

    DevFlow\Get-DevFlowCredential -Name $Pattern -ErrorAction SilentlyContinue -ErrorVariable failures
    foreach ($failure in $failures) {
        # What ends a command, such as a locked store, PowerShell has written already.
        if ($failure -is [System.Management.Automation.ErrorRecord] -and $failure.FullyQualifiedErrorId -notlike 'DevFlow.CredentialNotFound*') {
            $PSCmdlet.WriteError($failure)
        }
    }
}

function Get-Reason([string] $VaultName) {
    "SecretManagement, vault '$VaultName'"
}
