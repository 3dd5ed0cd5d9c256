using DevFlow.PowerShell.Tests.Bridge;
using DevFlow.TestKit;
using Script = System.Management.Automation.PowerShell;

namespace DevFlow.PowerShell.Tests.Commands;

/// <summary>What goes wrong on the way, on every platform the module brings: a call whose outcome is unknown is left to the caller.</summary>
[Collection(SessionFixture.Collection)]
public sealed class FaultMatrixTests(SessionFixture fixture) : IDisposable
{
    private static readonly string[] Faults =
    [
        "Kind = 'Status'; Status = 500",
        "Kind = 'Status'; Status = 502",
        "Kind = 'Status'; Status = 503",
        "Kind = 'Status'; Status = 504",
        "Kind = 'ResetBefore'",
        "Kind = 'ResetAfter'",
        "Kind = 'Truncate'",
        "Kind = 'Latency'; Delay = '00:00:00.2'",
        "Kind = 'SlowBody'; Delay = '00:00:00.2'",
        "Kind = 'ClockSkew'; Delay = '00:10:00'",
        "Kind = 'Outage'",
    ];

    // A POST, then what changes the thing again: PATCH where the platform has it.
    private static readonly Dictionary<string, (string Method, string Path, string Body)[]> Writes = new(StringComparer.Ordinal)
    {
        ["github"] = [("POST", "/repos/$($own.Repository)/issues", "@{ title = 'once' }"), ("PATCH", "/repos/$($own.Repository)/issues/1", "@{ title = 'once' }"), ("POST", "/user/repos", "@{ name = 'once' }")],
        ["gitlab"] = [("POST", "/projects/$([Uri]::EscapeDataString($own.Project))/issues", "@{ title = 'once' }"), ("POST", "/projects/$([Uri]::EscapeDataString($own.Project))/issues/1/notes", "@{ body = 'once' }")],
        ["jira"] = [("POST", "/rest/api/3/issue", "@{ fields = @{ project = @{ key = $own.Project }; issuetype = @{ name = 'Task' }; summary = 'once' } }")],
        ["slack"] = [("POST", "/chat.postMessage", "@{ channel = $own.Channel; text = 'once' }")],
    };

    private readonly Session _session = fixture.Open();

    public static TheoryData<string> Platforms =>
        [.. Directory.GetDirectories(RepositoryRoot.File("bin", "plugins")).Select(static folder => Path.GetFileName(folder)).Where(Writes.ContainsKey)];

    [Theory]
    [MemberData(nameof(Platforms))]
    public void No_write_reaches_a_platform_twice_whatever_goes_wrong_on_the_way(string platform)
    {
        // The Cloud takes its tokens together with the account's address only.
        string login = platform == "jira" ? "-Credential ([pscredential]::new($own.UserName, $own.Token))" : "-Token $own.Token";
        _session.Run($"$own = Start-DevFlowSandbox {platform}; $null = Connect-DevFlowPlatform {platform} $own.BaseUri {login} -Name matrix-{platform}");
        foreach ((string method, string path, string body) in Writes[platform])
        {
            // Without a fault it is a write that works: else nothing would be shown.
            Assert.Equal("1 2", Send("", $"matrix-{platform}", method, path, body));
            foreach (string fault in Faults)
            {
                Assert.Equal($"{fault}: 1", $"{fault}: {Send($"@{{ {fault}; Method = '{method}' }}", $"matrix-{platform}", method, path, body)[..1]}");
            }
        }
    }

    [Fact]
    public void What_a_limit_refused_is_sent_again_whatever_its_method_and_done_once()
    {
        _session.Run("$own = Start-DevFlowSandbox github -Limit @{ content_minute = 1 } -Clock 60; $null = $own | Connect-DevFlowPlatform -Name refused");
        using Script shell = _session.Begin("1..2 | ForEach-Object { Invoke-DevFlowRequest /repos/$($own.Repository)/issues -Method POST -Body @{ title = \"t$_\" } -Connection refused }");

        Assert.Equal(["t1", "t2"], shell.Invoke().Select(static issue => (string)issue.Properties["title"].Value));
        Assert.Equal(["2"], _session.RunText("@($own.Ledger | Where-Object { $_.Method -eq 'POST' -and $_.Status -eq 201 }).Count"));
    }

    public void Dispose()
    {
        _session.Run("if ($own) { $own | Stop-DevFlowSandbox }");
        _session.Dispose();
    }

    /// <summary>How often the write came, and the first digit of the last answer's status.</summary>
    private string Send(string fault, string connection, string method, string path, string body)
    {
        using Script shell = _session.Begin(
            $$"""
            Get-DevFlowCircuitBreaker | Reset-DevFlowCircuitBreaker
            $own.Faults = @({{fault}})
            $before = $own.Requests
            $null = Invoke-DevFlowRequest "{{path}}" -Method {{method}} -Body {{body}} -Connection {{connection}} -ErrorAction SilentlyContinue
            $own.Faults = @()
            $came = @($own.Ledger | Where-Object { $_.Number -gt $before -and $_.Method -eq '{{method}}' })
            "$($came.Count) $("$($came[-1].Status)"[0])"
            """);
        return Assert.IsType<string>(Assert.Single(shell.Invoke()).BaseObject);
    }
}
