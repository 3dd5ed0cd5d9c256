BeforeAll {
    . $PSScriptRoot/common.ps1
    $script:TestHome = New-TestHome
}

AfterAll {
    Remove-Item -LiteralPath $script:TestHome -Recurse -Force
}

Describe 'A transcript' {
    It 'holds what was done, and no secret' {
        $canary = $env:DEVFLOW_CANARY = 'canary-7bd1f4c09e2a4b6f93d5'
        $env:DEVFLOW_TRANSCRIPT = [System.IO.Path]::Combine($script:TestHome, 'transcript.txt')
        try {
            $child = Invoke-ChildPwsh @'
$VerbosePreference = 'Continue'; $ErrorActionPreference = 'Continue'
$null = Start-Transcript $env:DEVFLOW_TRANSCRIPT
$secret = ConvertTo-SecureString $env:DEVFLOW_CANARY -AsPlainText -Force
Set-DevFlowCredential work $secret -Platform github -PassThru -Verbose | Out-Default
Set-DevFlowCredential env -FromEnvironment DEVFLOW_CANARY -Kind Generic -PassThru -Verbose | Out-Default
Set-DevFlowCredential work $secret -Platform nothing
Set-DevFlowCredential work -Secret $env:DEVFLOW_CANARY
Add-DevFlowCredentialUnlockMethod -Passphrase $secret | Out-Default
Get-DevFlowCredential | Format-List * | Out-Default
Get-DevFlowCredential work -AsSecureString | Out-Default
Get-DevFlowCredentialAudit | Format-List * | Out-Default
Test-DevFlowCredentialStore | Format-List * | Out-Default
$null = Stop-Transcript
'@
        }
        finally {
            $env:DEVFLOW_CANARY = $env:DEVFLOW_TRANSCRIPT = $null
        }

        $transcript = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($script:TestHome, 'transcript.txt'))
        $transcript | Should -Match 'api.github.com'
        $transcript | Should -Match 'No plugin serves the platform'
        $transcript | Should -Not -Match $canary
        "$($child.Output)" | Should -Not -Match $canary
        foreach ($file in [System.IO.Directory]::GetFiles($script:TestHome, '*', 'AllDirectories')) {
            [System.Text.Encoding]::Latin1.GetString([System.IO.File]::ReadAllBytes($file)) | Should -Not -Match $canary -Because $file
        }
    }
}
