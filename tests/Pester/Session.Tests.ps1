BeforeAll {
    . $PSScriptRoot/common.ps1
    $script:TestHome = New-TestHome
}

AfterAll {
    Remove-Item -LiteralPath $script:TestHome -Recurse -Force
}

Describe 'Ctrl+C' {
    It 'ends a waiting cmdlet and runs finally' -Skip:$IsWindows {
        $started = [System.IO.Path]::Combine($script:TestHome, 'started')
        $ended = [System.IO.Path]::Combine($script:TestHome, 'ended')
        $file = [System.IO.Path]::Combine($script:TestHome, 'wait.ps1')
        Set-Content -LiteralPath $file -Value @"
Import-Module '$script:Manifest'
try { [System.IO.File]::WriteAllText('$started', ''); Wait-DevFlowEvent -Topic never -TimeoutSec 60 }
finally { [System.IO.File]::WriteAllText('$ended', '') }
"@
        $child = Start-Process -FilePath $script:Pwsh -ArgumentList '-NoProfile', '-File', "`"$file`"" -PassThru
        try {
            $limit = [System.Diagnostics.Stopwatch]::StartNew()
            while (-not [System.IO.File]::Exists($started) -and $limit.Elapsed.TotalSeconds -lt 20) { Start-Sleep -Milliseconds 20 }
            # The file is written just before the cmdlet starts to wait.
            Start-Sleep -Milliseconds 500
            & /bin/kill -INT $child.Id

            $child.WaitForExit(5000) | Should -BeTrue
            [System.IO.File]::Exists($ended) | Should -BeTrue
        }
        finally {
            if (-not $child.HasExited) { $child.Kill() }
        }
    }
}

Describe 'The quick start' {
    It 'runs to its end' {
        $example = [System.IO.Path]::Combine($script:RepositoryRoot, 'docs', 'examples', 'quickstart.ps1')
        $output = & $script:Pwsh -NoProfile -NonInteractive -File $example 2>&1

        $LASTEXITCODE | Should -Be 0 -Because "$output"
    }
}

Describe 'The sandboxes' {
    It 'rehearse a script to its end' {
        $example = [System.IO.Path]::Combine($script:RepositoryRoot, 'docs', 'examples', 'rehearsal.ps1')
        $output = & $script:Pwsh -NoProfile -NonInteractive -File $example 2>&1

        $LASTEXITCODE | Should -Be 0 -Because "$output"
    }

    It 'stand in for <_>' -ForEach 'github', 'gitlab', 'jira', 'slack' {
        $child = Invoke-ChildPwsh "`$s = Start-DevFlowSandbox $_; (Get-DevFlowSandbox $_).Platform; `$s.Credentials | Out-String; Stop-DevFlowSandbox; `$s.IsRunning"

        $child.Output[0] | Should -Be $_
        "$($child.Output)" | Should -Match 'Name +Kind +Expires'
        "$($child.Output)" | Should -Not -Match 'SecureString'
        $child.Output[-1] | Should -Be 'False'
    }
}

Describe 'Events' {
    It 'can be published and found again by topic' {
        $child = Invoke-ChildPwsh @'
$published = Publish-DevFlowEvent -Topic pester.hello -Data @{ answer = 42 } -PassThru
$found = Wait-DevFlowEvent -Topic pester.hello -Since $published.Time.AddSeconds(-1) -TimeoutSec 10
$found.Id -eq $published.Id
'@

        $child.Output | Should -Be 'True'
    }

    It 'reach a handler that runs while the session is busy' {
        $file = [System.IO.Path]::Combine($script:TestHome, 'handled').Replace("'", "''")
        $child = Invoke-ChildPwsh @"
Register-DevFlowEventHandler -Name pester -Topic pester.handled -Action { [System.IO.File]::WriteAllText('$file', `$_.Topic) } | Out-Null
Publish-DevFlowEvent -Topic pester.handled -Data @{}
`$limit = [System.Diagnostics.Stopwatch]::StartNew()
while (-not [System.IO.File]::Exists('$file') -and `$limit.Elapsed.TotalSeconds -lt 10) { [System.Threading.Thread]::Sleep(20) }
[System.IO.File]::Exists('$file')
Unregister-DevFlowEventHandler -Name pester
@(Get-DevFlowEventHandler).Count
"@

        $child.Output | Should -Be @('True', '0')
    }
}

Describe 'What a person sees' {
    It 'is short also for objects that follow another kind' {
        $child = Invoke-ChildPwsh "Get-Process -Id `$PID; Publish-DevFlowEvent -Topic pester.shown -Data @{} -PassThru"

        $child.Output -match '^Topic +: pester.shown' | Should -Not -BeNullOrEmpty
        $child.Output -match '^CausationId' | Should -BeNullOrEmpty
    }

    It 'is each error''s next step once' {
        $child = Invoke-ChildPwsh "`$ErrorActionPreference = 'Continue'; Invoke-DevFlowRequest /user -Connection nowhere"

        $text = $child.Output -join ' '
        $text | Should -BeLike '*Recommendation: *'
        $next = ($text -split 'Recommendation: ')[1].Trim()
        ([regex]::Matches($text, [regex]::Escape($next))).Count | Should -Be 1
    }

    It 'are the stars of a pattern in help' {
        $child = Invoke-ChildPwsh '(Get-Help Wait-DevFlowEvent -Parameter Topic).Description.Text'

        $child.Output | Should -BeLike '*`*`* for any number*'
    }
}

Describe 'A script nobody attends' {
    It 'fails where a person would be asked' {
        $child = Invoke-ChildPwsh @'
$secret = [System.Net.NetworkCredential]::new('', 'of no account').SecurePassword
$null = Set-DevFlowCredential unattended $secret -Kind Generic
Remove-DevFlowCredential unattended
'@

        $child.ExitCode | Should -Be 1
        "$($child.Output)" | Should -BeLike '*NonInteractive*'
        (Invoke-ChildPwsh '(Get-DevFlowCredential unattended).Name').Output | Should -Be 'unattended'
    }
}

Describe 'Tab' {
    It 'offers topics before the first event, and connections' {
        $child = Invoke-ChildPwsh @'
$null = Start-DevFlowSandbox gitlab | Connect-DevFlowPlatform -Name tabbed
foreach ($line in 'Register-DevFlowEventHandler gitlab.pipe', 'Invoke-DevFlowRequest /user -Connection tab') {
    (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText
}
'@

        $child.Output | Should -Be @("'gitlab.pipeline.**'", 'tabbed')
    }
}
