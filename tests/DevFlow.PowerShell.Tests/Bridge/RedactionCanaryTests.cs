using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Text;
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
        string[] texts =
        [
            output,
            .. shell.Streams.Verbose.Select(static r => r.Message),
            .. shell.Streams.Debug.Select(static r => r.Message),
            .. shell.Streams.Warning.Select(static r => r.Message),
            .. shell.Streams.Information.Select(static r => r.ToString()),
            .. shell.Streams.Progress.Select(static r => r.ToString()),
            .. shell.Streams.Error.Concat(errors.OfType<ErrorRecord>()).SelectMany(Dump),
        ];
        foreach (string token in (string[])[good, wrong])
        {
            string[] forms = [token, Convert.ToBase64String(Encoding.UTF8.GetBytes(token)).TrimEnd('='), Convert.ToBase64String(Encoding.UTF8.GetBytes("octocat:" + token)).TrimEnd('=')];
            Assert.All(texts, text => Assert.All(forms, form => Assert.DoesNotContain(form, text, StringComparison.Ordinal)));
            byte[][] patterns = [.. forms.Select(Encoding.UTF8.GetBytes), Encoding.Unicode.GetBytes(token)];
            string[] files = Directory.GetFiles(fixture.Folder.Path, "*", SearchOption.AllDirectories);
            Assert.NotEmpty(files);
            Assert.All(files, file => Assert.All(patterns, pattern => Assert.True(Read(file).AsSpan().IndexOf(pattern) < 0, file)));
        }
    }

    public void Dispose() => _session.Dispose();

    private static IEnumerable<string> Dump(ErrorRecord error)
    {
        yield return error.ToString();
        yield return error.Exception.ToString();
        yield return error.TargetObject?.ToString() ?? "";
        yield return error.ErrorDetails?.RecommendedAction ?? "";
        yield return error.InvocationInfo?.PositionMessage ?? "";
    }

    private static byte[] Read(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
