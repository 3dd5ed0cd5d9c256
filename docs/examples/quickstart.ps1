<#
.SYNOPSIS
    DevFlow's main job in one script: connect, listen for signed webhooks, react to an event, follow the story.
.DESCRIPTION
    Without parameters it starts a sandbox, a loopback stand-in for GitHub, and needs no account; then it tells a story over
    sandboxes of all four platforms (four-platforms.ps1). With -BaseUri and
    -Token the same script works against a real GitHub or GitHub Enterprise; there the platform must be able to reach
    this machine, so say with -WebhookUri where (a reverse proxy or tunnel that leads to -Port).
.PARAMETER BaseUri
    The address of GitHub as a person opens it, such as https://github.com. A sandbox is started where it is omitted.
.PARAMETER Token
    A token that may read and write issues and webhooks of the repository: a SecureString, or text from a command line.
.PARAMETER Repository
    The repository to work in, as owner/name. Where it is omitted and the token can see just one, that one is taken.
.PARAMETER Port
    The loopback port of the listener; a free one by default.
.PARAMETER WebhookUri
    The address at which the platform reaches the listener; the listener's own by default, which only a sandbox can use.
.EXAMPLE
    ./quickstart.ps1
.EXAMPLE
    ./quickstart.ps1 -BaseUri https://github.example.com -Token $token -Repository ops/playground -Port 7300 -WebhookUri https://hooks.example.com/webhooks/github
#>
[CmdletBinding()]
param(
    [uri] $BaseUri,
    [object] $Token,
    [string] $Repository,
    [int] $Port = 0,
    [uri] $WebhookUri
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module DevFlow)) {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'DevFlow.psd1'))
}

$started = [DateTimeOffset]::UtcNow
$sandbox = $listener = $handler = $hook = $null

try {
    # 1. Somewhere to connect to.
    if (-not $BaseUri) {
        $sandbox = Start-DevFlowSandbox
        $BaseUri, $Token, $Repository = $sandbox.BaseUri, $sandbox.Token, $sandbox.Repository
    }
    if (-not $Token) {
        throw 'With -BaseUri, give a -Token too.'
    }
    if (-not $WebhookUri -and -not $BaseUri.IsLoopback) {
        throw "$BaseUri cannot reach a listener on this machine's loopback: say with -WebhookUri (and -Port) by which address it can."
    }
    if ($Token -is [string]) {
        $Token = [System.Net.NetworkCredential]::new('', $Token).SecurePassword
    }

    # 2. Connect: the token is validated by one call, then stored encrypted.
    'Connection'
    $connection = Connect-DevFlowPlatform -Platform github -BaseUri $BaseUri -Token $Token -Name quickstart
    $connection | Out-Default
    if (-not $Repository) {
        $seen = @(Invoke-DevFlowRequest /user/repos -Connection quickstart | ForEach-Object full_name)
        if ($seen.Count -ne 1) { throw "Say with -Repository which one to work in. The token sees: $($seen -join ', ')." }
        $Repository = $seen[0]
    }

    # 3. A handler: its own copy of this script block, run by the engine while this session does something else.
    $handler = Register-DevFlowEventHandler -Name quickstart-triage -Topic github.issues.opened -Action {
        $issue = $_.Data.issue
        $path = "/repos/$($_.Data.repository.full_name)/issues/$($issue.number)/comments"
        $comment = Invoke-DevFlowRequest $path -Method POST -Body @{ body = "Thanks, triaged by DevFlow." } -Connection quickstart
        Publish-DevFlowEvent quickstart.triaged -Data @{ number = $issue.number; comment = $comment.html_url }
    }

    # 4. A listener that accepts only what is signed with a secret both sides share.
    $secret = [Convert]::ToHexString([System.Security.Cryptography.RandomNumberGenerator]::GetBytes(32))
    $secureSecret = [System.Net.NetworkCredential]::new('', $secret).SecurePassword
    $listener = Start-DevFlowWebhookListener -Platform github -Secret $secureSecret -Port $Port -Name quickstart
    $target = if ($WebhookUri) { $WebhookUri } else { $listener.Uri }
    $hook = Invoke-DevFlowRequest "/repos/$Repository/hooks" -Method POST -Connection quickstart -Body @{
        name   = 'web'
        active = $true
        events = @('issues')
        config = @{ url = "$target"; content_type = 'json'; secret = $secret }
    }

    # 5. Make something happen. The signed webhook comes back, the handler answers and publishes.
    $issue = Invoke-DevFlowRequest "/repos/$Repository/issues" -Method POST -Connection quickstart -Body @{ title = 'DevFlow quickstart' }
    $triaged = Wait-DevFlowEvent quickstart.triaged -Since $started -TimeoutSec 30

    # 6. Check that it all happened, and show the story.
    $chain = @(Get-DevFlowEvent -CorrelationId $triaged.CorrelationId)
    $opened = $chain | Where-Object Topic -EQ github.issues.opened
    $comments = @(Invoke-DevFlowRequest "/repos/$Repository/issues/$($issue.number)/comments" -Connection quickstart)
    if ($triaged.Data.number -ne $issue.number) { throw "Issue $($triaged.Data.number) was triaged instead of $($issue.number)." }
    if ($opened.Id -ne $triaged.CausationId) { throw 'The triage was not caused by the opened issue.' }
    if ($comments.Count -ne 1) { throw "The issue has $($comments.Count) comments instead of one." }

    "Event chain, correlation id $($triaged.CorrelationId)"
    $chain | Out-Default
    'Rate limit'
    Get-DevFlowRateLimit -Connection quickstart | Out-Default
    "Issue $($issue.number) was opened, delivered, triaged and answered."

    # 7. The same over four platforms, where nothing real is meant.
    if ($sandbox) {
        & ([System.IO.Path]::Combine($PSScriptRoot, 'four-platforms.ps1'))
    }
}
finally {
    # What cannot be cleaned up is told, but neither hides the first error nor leaves the rest running.
    $ErrorActionPreference = 'Continue'
    if ($hook) { $null = Invoke-DevFlowRequest "/repos/$Repository/hooks/$($hook.id)" -Method DELETE -Connection quickstart }
    if ($listener) { $listener | Stop-DevFlowWebhookListener }
    if ($handler) { $handler | Unregister-DevFlowEventHandler }
    if ($sandbox) { $sandbox | Stop-DevFlowSandbox }
}
