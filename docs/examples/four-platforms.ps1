<#
.SYNOPSIS
    One story over four platforms: an issue in Jira, a pull request on GitHub, a pipeline on GitLab, a message in Slack.
.DESCRIPTION
    Starts a sandbox of each platform, so no account is needed. Each step is done by a handler that the webhook of the step
    before calls, and all of it is found by one correlation id: the issue's key is in the branch, the title and the message.
    Against real platforms only the first part is another one: connect with your own tokens, and let the platforms reach the
    listeners by -Uri or a tunnel.
#>
[CmdletBinding()]
param()

$ErrorActionPreference = 'Stop'
if (-not (Get-Module DevFlow)) {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'DevFlow.psd1'))
}

$started = [DateTimeOffset]::UtcNow.AddSeconds(-1)
$sandboxes = @()
try {
    # 1. Four platforms, connected by one command each, and a listener for what they tell.
    $sandboxes = @(Start-DevFlowSandbox github, gitlab, jira, slack)
    $github, $gitlab, $jira, $slack = $sandboxes
    $sandboxes | ForEach-Object { $_ | Connect-DevFlowPlatform -Name "story-$($_.Platform)" } | Out-Default
    $text = [Convert]::ToHexString([System.Security.Cryptography.RandomNumberGenerator]::GetBytes(32))
    $secret = [System.Net.NetworkCredential]::new('', $text).SecurePassword
    $signing = ($slack.Credentials | Where-Object Name -EQ signing-secret).Secret
    $uri = @{}
    foreach ($platform in 'github', 'gitlab', 'jira', 'slack') {
        $listener = Start-DevFlowWebhookListener $platform -Secret ($platform -eq 'slack' ? $signing : $secret) -Name "story-$platform"
        $uri[$platform] = "$($listener.Uri)"
    }

    # 2. Each platform is told where to send its webhooks, in its own way.
    $project = [uri]::EscapeDataString($gitlab.Project)
    $repository = "/repos/$($github.Repository)"
    $channel = $slack.Channel
    $null = Invoke-DevFlowRequest "$repository/hooks" -Method POST -Connection story-github -Body @{
        name = 'web'; events = @('pull_request'); config = @{ url = $uri.github; content_type = 'json'; secret = $text }
    }
    $null = Invoke-DevFlowRequest "/projects/$project/hooks" -Method POST -Connection story-gitlab -Body @{
        url = $uri.gitlab; token = $text; push_events = $false; pipeline_events = $true
    }
    $null = Invoke-DevFlowRequest /rest/webhooks/1.0/webhook -Method POST -Connection story-jira -Body @{
        name = 'story'; url = $uri.jira; events = @('jira:issue_created'); secret = $text
    }
    $null = $slack | Invoke-DevFlowSandboxEvent configure -Data @{ request_url = $uri.slack }

    # 3. The story, one handler a step.
    $null = Register-DevFlowEventHandler -Name story-fix -Topic jira.issue.created -Action {
        $key = $_.Data.issue.key
        $main = Invoke-DevFlowRequest "$using:repository/git/ref/heads/main" -Connection story-github
        $null = Invoke-DevFlowRequest "$using:repository/git/refs" -Method POST -Connection story-github -Body @{ ref = "refs/heads/$key"; sha = $main.object.sha }
        $null = Invoke-DevFlowRequest "$using:repository/contents/workers.txt" -Method PUT -Connection story-github -Body @{
            message = "$key Restart the workers"; branch = $key; content = [Convert]::ToBase64String([byte[]][char[]]'restart')
        }
        $null = Invoke-DevFlowRequest "$using:repository/pulls" -Method POST -Connection story-github -Body @{ title = "$key Restart the workers"; head = $key; base = 'main' }
    }
    $null = Register-DevFlowEventHandler -Name story-build -Topic github.pull_request.opened -Action {
        $branch = $_.Data.pull_request.head.ref
        $null = Invoke-DevFlowRequest "/projects/$using:project/repository/branches" -Method POST -Connection story-gitlab -Body @{ branch = $branch; ref = 'main' }
        $null = Invoke-DevFlowRequest "/projects/$using:project/pipeline" -Method POST -Connection story-gitlab -Body @{ ref = $branch }
    }
    $null = Register-DevFlowEventHandler -Name story-tell -Topic gitlab.pipeline.* -Action {
        $pipeline = $_.Data.object_attributes
        $null = Invoke-DevFlowRequest /chat.postMessage -Method POST -Connection story-slack -Body @{
            channel = $using:channel; text = "$($pipeline.ref): pipeline $($pipeline.id) is $($pipeline.status)."
        }
    }

    # 4. It begins with an issue and is over when the chat hears of it.
    $issue = Invoke-DevFlowRequest /rest/api/2/issue -Method POST -Connection story-jira -Body @{
        fields = @{ project = @{ key = $jira.Project }; issuetype = @{ name = 'Task' }; summary = 'The workers hang' }
    }
    $told = Wait-DevFlowEvent slack.event.message -Since $started -TimeoutSec 30
    # Since now: an issue of this key in an earlier run belongs to the same story.
    $story = @(Get-DevFlowEvent -CorrelationId $told.CorrelationId -Since $started)
    $platforms = @($story | ForEach-Object { $_.Topic.Split('.')[0] })
    if ("$platforms" -ne 'jira github gitlab slack') { throw "The story is not one: $platforms." }

    "Story of $($issue.key) over four platforms, correlation id $($told.CorrelationId)"
    $story | Out-Default
    $told.Data.event.text
}
finally {
    $ErrorActionPreference = 'Continue'
    Unregister-DevFlowEventHandler story-*
    Stop-DevFlowWebhookListener story-*
    $sandboxes | Stop-DevFlowSandbox
    Disconnect-DevFlowConnection story-* -RemoveCredential
}
