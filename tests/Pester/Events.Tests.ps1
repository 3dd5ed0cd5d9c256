BeforeAll {
    . $PSScriptRoot/common.ps1
    $script:TestHome = New-TestHome
    $script:Reimport = "Import-Module '$($script:Manifest.Replace("'", "''"))'"
    $script:Until = 'function Wait-Until([scriptblock] $Condition) { $limit = [System.Diagnostics.Stopwatch]::StartNew(); while (-not (& $Condition) -and $limit.Elapsed.TotalSeconds -lt 30) { [System.Threading.Thread]::Sleep(10) } };'
}

AfterAll {
    Remove-Item -LiteralPath $script:TestHome -Recurse -Force
}

Describe 'Twenty publishers at once' {
    It 'have every event handled, each in the order of its publisher' {
        $child = Invoke-ChildPwsh @"
$script:Until
`$handler = Register-DevFlowEventHandler pester.parallel { } -Name parallel
1..20 | ForEach-Object -Parallel {
    $script:Reimport
    `$publisher = `$_
    1..50 | ForEach-Object { @{ publisher = `$publisher; number = `$_ } } | Publish-DevFlowEvent pester.parallel
    Remove-Module DevFlow
} -ThrottleLimit 20
Wait-Until { `$handler.Handled -eq 1000 }
`$wrong = Get-DevFlowEvent pester.parallel | Group-Object { `$_.Data.publisher } | Where-Object { "`$(`$_.Group.Data.number)" -ne "`$(1..50)" }
"`$(`$handler.Handled) `$(@(`$wrong).Count)"
"@

        $child.Output | Should -Be '1000 0'
    }
}

Describe 'Handlers' {
    It 'outlive the runspace that registered them, and Import-Module -Force' {
        $child = Invoke-ChildPwsh @"
$script:Until
`$null = 1 | ForEach-Object -Parallel { $script:Reimport; `$null = Register-DevFlowEventHandler pester.kept { 'kept' } -Name kept }
$script:Reimport -Force
Publish-DevFlowEvent pester.kept
`$handler = Get-DevFlowEventHandler kept
Wait-Until { `$handler.Handled -eq 1 }
`$handler.Deliveries[0].Output[0]
"@

        $child.Output | Should -Be 'kept'
    }

    It 'end when the module is removed' {
        $child = Invoke-ChildPwsh "`$null = Register-DevFlowEventHandler pester.gone { } -Name gone; Remove-Module DevFlow; $script:Reimport; @(Get-DevFlowEventHandler).Count"

        $child.Output | Should -Be '0'
    }

    It 'keep what their scripts write to every stream' {
        $child = Invoke-ChildPwsh @"
$script:Until
`$handler = Register-DevFlowEventHandler pester.streams -Verbose { 'out'; Write-Warning 'warn'; Write-Verbose 'verb'; Write-Host 'info'; Write-Error 'err' }
Publish-DevFlowEvent pester.streams
Wait-Until { `$handler.Failed -eq 1 }
`$delivery = `$handler.Deliveries[0]
"`$(`$delivery.Output)|`$(`$delivery.Warnings)|`$(`$delivery.Verbose)|`$(`$delivery.Errors)"
"@

        $child.Output[-1] | Should -Be 'out|warn|verb info|err'
    }

    It 'run in the session while it sleeps in small steps' {
        $child = Invoke-ChildPwsh @"
`$mine = 'session'
`$handler = Register-DevFlowEventHandler pester.inside -InSession { `$script:seen = "`$mine `$(`$_.Data) `$([runspace]::DefaultRunspace.Id)" }
Publish-DevFlowEvent pester.inside 42
`$limit = [System.Diagnostics.Stopwatch]::StartNew()
while (`$handler.Handled -eq 0 -and `$limit.Elapsed.TotalSeconds -lt 30) { Start-Sleep -Milliseconds 20 }
"`$(`$handler.Handled) `$(`$handler.LastError)"
"@

        $child.Output | Should -Be '1 '
    }
}

Describe 'The bridge to the session''s own events' {
    It 'serves Wait-Event and Register-EngineEvent' {
        $child = Invoke-ChildPwsh @'
$null = Register-DevFlowEventHandler pester.bridge -AsEngineEvent -SourceIdentifier Pester.Bridge
Publish-DevFlowEvent pester.bridge @{ issue = @{ title = 'crossed' } }
(Wait-Event Pester.Bridge -Timeout 30).MessageData.Data.issue.title
Remove-Event Pester.Bridge
$global:got = $null
$null = Register-EngineEvent Pester.Bridge -Action { $global:got = $Event.MessageData.Data.n }
Publish-DevFlowEvent pester.bridge @{ n = 7 }
$limit = [System.Diagnostics.Stopwatch]::StartNew()
while ($null -eq $global:got -and $limit.Elapsed.TotalSeconds -lt 30) { Start-Sleep -Milliseconds 20 }
$global:got
'@

        $child.Output | Should -Be @('crossed', '7')
    }
}

Describe 'Data' {
    It 'is walked, converted and compared like any object' {
        $child = Invoke-ChildPwsh @'
$event = Publish-DevFlowEvent pester.data @{ issue = [ordered]@{ title = 'deep'; labels = @('a', 'b'); none = $null } } -PassThru
$event.Data.issue.title
$event.Data.issue.labels[1]
$event.Data | ConvertTo-Json -Compress -Depth 5
($event | ConvertTo-Json -Depth 6 | ConvertFrom-Json).Data.issue.title
($event.ToJson() | ConvertFrom-Json).data.issue.labels.Count
($event | Select-Object -ExpandProperty Data).issue.title
'@

        $child.Output | Should -Be @('deep', 'b', '{"issue":{"title":"deep","labels":["a","b"],"none":null}}', 'deep', '2', 'deep')
    }
}

Describe 'What a person sees of events' {
    It 'is a table with a title for <_>' -ForEach @(
        'Get-DevFlowDeadLetter', 'Get-DevFlowEventMiddleware', 'Get-DevFlowEvent pester.view -Tree', 'Get-DevFlowEventHandler', '(Get-DevFlowEventHandler).Deliveries', 'Get-DevFlowEvent pester.view'
    ) {
        $child = Invoke-ChildPwsh @"
$script:Until
`$handler = Register-DevFlowEventHandler pester.view { throw 'shown' } -Name viewed
`$null = Add-DevFlowEventMiddleware viewed { `$_ }
Publish-DevFlowEvent pester.view
Wait-Until { `$handler.DeadLettered -eq 1 }
$_ | Out-String -Width 200
"@

        ($child.Output -join "`n") | Should -Match '(?m)^ *(Id|Name|Time|Sequence|EndedAt) +\S+ +'
        ($child.Output -join "`n") | Should -Match 'viewed|pester.view'
    }
}

Describe 'Receive-DevFlowEvent' {
    It 'feeds a pipeline until a later command has enough' {
        $child = Invoke-ChildPwsh @'
$begin = [DateTimeOffset]::UtcNow
1..10 | Publish-DevFlowEvent pester.received
Receive-DevFlowEvent pester.received -Since $begin | Select-Object -First 3 | ForEach-Object { $_.Data }
@(Get-DevFlowEventHandler Receive-*).Count
'@

        $child.Output[0..2] | Should -Be @('1', '2', '3')
    }
}
