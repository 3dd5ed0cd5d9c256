using System.Collections;
using System.Net;
using System.Security;
using Script = System.Management.Automation.PowerShell;

namespace DevFlow.PowerShell.Tests.Bridge;

[Collection(SessionFixture.Collection)]
public sealed class RedactionCanaryTests(SessionFixture fixture) : IDisposable
{
    private readonly Session _session = fixture.Open();

    [Fact]
    public void A_token_appears_in_no_stream_and_in_no_file()
    {
        string good = new NetworkCredential("", (SecureString)fixture.Sandbox.Token).Password;
        string wrong = "canary-" + Guid.NewGuid().ToString("N");
        _session.Set("good", new NetworkCredential("", good).SecurePassword);
        _session.Set("wrong", new NetworkCredential("", wrong).SecurePassword);
        using Script shell = _session.Begin("""
            $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
            Connect-DevFlowPlatform github $sandbox.BaseUri -Token $good -Name canary -Verbose -Debug
            Connect-DevFlowPlatform github $sandbox.BaseUri -Token $wrong -Name canary-wrong -Verbose -Debug
            Connect-DevFlowPlatform github $sandbox.BaseUri -Credential ([pscredential]::new('octocat', $wrong)) -Name canary-basic -Verbose -Debug
            Connect-DevFlowPlatform github http://127.0.0.1:1/ -Token $wrong -Name canary-none -WhatIf
            Invoke-DevFlowRequest /user -Connection canary -Verbose -Debug
            Invoke-DevFlowRequest /no-such -Connection canary -Verbose -Debug
            Get-DevFlowCredential canary
            Publish-DevFlowEvent canary.event @{ text = 'no token here' } -PassThru
            """);

        string output = string.Join('\n', shell.Invoke().Select(static o => string.Join('\n', o.Properties.Select(p => $"{p.Name}={p.Value}").Append($"{o}"))));

        ArrayList errors = (ArrayList)_session.Runspace.SessionStateProxy.GetVariable("Error");
        Assert.True(shell.Streams.Error.Count >= 3);
        Assert.NotEmpty(shell.Streams.Verbose);
        string[] texts = [output, .. Canary.TextsOf(shell.Streams, errors)];
        foreach (string token in (string[])[good, wrong])
        {
            Canary canary = new(token, "octocat");
            canary.AssertAbsent(texts);
            canary.AssertAbsentBelow(fixture.Folder.Path);
        }
    }

    public void Dispose() => _session.Dispose();
}
