<#
.SYNOPSIS
    A rehearsal: a script against a platform that is slow, loses answers and has a pipeline fail. No account is needed.
.DESCRIPTION
    Starts a sandbox that stands in for GitHub with faults that repeat (-Seed), lets a little script work against it,
    and shows from the sandbox's ledger what it went through. Then a colleague's pipeline fails, and the webhook of it
    reaches a handler.
.PARAMETER Seed
    Which faults happen; the same number gives the same rehearsal.
#>
[CmdletBinding()]
param([int] $Seed = 7)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module DevFlow)) {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'DevFlow.psd1'))
}

# The platform's times are whole seconds, so the wait below looks back a little further.
$started = [DateTimeOffset]::UtcNow.AddSeconds(-2)
$sandbox = $listener = $null
try {
    # 1. A platform with bad days: two of five reads fail, every answer is late.
    $sandbox = Start-DevFlowSandbox -Seed $Seed -Fault @(
        @{ Kind = 'Status'; Status = 502; Method = 'GET'; Path = '*/issues*'; Probability = 0.4 }
        @{ Kind = 'Latency'; Delay = '00:00:00.02' }
    )
    $null = $sandbox | Connect-DevFlowPlatform -Name rehearsal
    $repository = $sandbox.Repository

    # 2. The script to rehearse: it opens issues and reads them back. DevFlow retries what is safe to retry.
    1..5 | ForEach-Object {
        $opened = Invoke-DevFlowRequest "/repos/$repository/issues" -Method POST -Body @{ title = "Rehearsal $_" } -Connection rehearsal
        $null = Invoke-DevFlowRequest "/repos/$repository/issues/$($opened.number)" -Connection rehearsal
    }

    # 3. What it went through.
    $ledger = @($sandbox | Get-DevFlowSandbox -Ledger)
    $failed = @($ledger | Where-Object Status -EQ 502)
    "$($ledger.Count) requests, $($failed.Count) of them failed and were sent again."

    # 4. Somebody else's pipeline fails; the platform tells this session by a signed webhook.
    $secret = [Convert]::ToHexString([System.Security.Cryptography.RandomNumberGenerator]::GetBytes(32))
    $listener = Start-DevFlowWebhookListener -Platform github -Secret ([System.Net.NetworkCredential]::new('', $secret).SecurePassword) -Name rehearsal
    $null = Invoke-DevFlowRequest "/repos/$repository/hooks" -Method POST -Connection rehearsal -Body @{
        name   = 'web'
        events = @('workflow_run')
        config = @{ url = "$($listener.Uri)"; content_type = 'json'; secret = $secret }
    }
    $null = $sandbox | Invoke-DevFlowSandboxEvent failed-pipeline
    $told = Wait-DevFlowEvent github.workflow_run.completed -Since $started -TimeoutSec 30
    "$($told.Data.workflow_run.name) ended: $($told.Data.workflow_run.conclusion)."
}
finally {
    $ErrorActionPreference = 'Continue'
    if ($listener) { $listener | Stop-DevFlowWebhookListener }
    if ($sandbox) { $sandbox | Stop-DevFlowSandbox }
}
