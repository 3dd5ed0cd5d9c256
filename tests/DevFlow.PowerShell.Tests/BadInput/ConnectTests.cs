using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.BadInput;

[Collection(HostedSession.Collection)]
public sealed class ConnectTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private readonly HostedSession _session = sandbox.Session;

    [Fact]
    public void A_wrong_token_is_refused_by_the_platform_and_not_stored()
    {
        ErrorRecord error = Refused("Connect-DevFlowPlatform github $sandbox.BaseUri -Name bad -Token $bad", "AuthenticationFailed", ErrorCategory.AuthenticationError, token: "ghp_canary000000000000000000000000000000", "401");

        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_of_another_platform_is_told_before_any_call()
    {
        long before = sandbox.Requests;

        Refused("Connect-DevFlowPlatform github $sandbox.BaseUri -Name bad -Token $bad", "InvalidArgument", ErrorCategory.InvalidArgument, "glpat-canary0000000000", "gitlab");

        Assert.Equal(before, sandbox.Requests);
    }

    [Fact]
    public void An_empty_token_and_an_empty_password_are_refused()
    {
        Refused("Connect-DevFlowPlatform github $sandbox.BaseUri -Name bad -Token $bad", "InvalidArgument", ErrorCategory.InvalidArgument, "", "'bad'", "empty");
        Refused("Connect-DevFlowPlatform github $sandbox.BaseUri -Name bad -Credential ([pscredential]::new('octocat', $bad))", "InvalidArgument", ErrorCategory.InvalidArgument, "", "'bad'", "empty");
    }

    [Fact]
    public void A_refused_connection_names_the_host()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();

        Refused($"Connect-DevFlowPlatform github http://127.0.0.1:{port} -Name bad -Token $bad", "Unreachable", ErrorCategory.ConnectionError, "ghp_x", $"127.0.0.1:{port}");
    }

    [Fact]
    public void A_name_that_does_not_resolve_is_named() =>
        Refused("Connect-DevFlowPlatform github https://no-such-host.invalid -Name bad -Token $bad", "Unreachable", ErrorCategory.ConnectionError, "ghp_x", "no-such-host.invalid");

    [Theory]
    [InlineData("http://github.example", "InsecureAddress", ErrorCategory.SecurityError)]
    [InlineData("github.com", "InvalidArgument", ErrorCategory.InvalidArgument)]
    [InlineData("ftp://github.com", "InvalidArgument", ErrorCategory.InvalidArgument)]
    public void An_address_that_cannot_be_used_is_named(string address, string reason, ErrorCategory category) =>
        Refused($"Connect-DevFlowPlatform github '{address}' -Name bad -Token $bad", reason, category, "ghp_x", address);

    [Fact]
    public void An_unknown_platform_names_the_known_ones()
    {
        ErrorRecord error = Refused("Connect-DevFlowPlatform gitbub -Token $bad", "UnknownPlatform", ErrorCategory.ObjectNotFound, "ghp_x", "gitbub");

        Assert.Contains("github", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    public static TheoryData<string> AbsurdNames => [new string('n', 300), "a\nb", "\u0000", ""];

    [Theory]
    [MemberData(nameof(AbsurdNames))]
    public void A_name_that_cannot_be_stored_is_refused_before_any_call(string name)
    {
        long before = sandbox.Requests;
        _session.Set("name", name);

        Refused("Connect-DevFlowPlatform github $sandbox.BaseUri -Name $name -Token $sandbox.Token", "InvalidArgument", ErrorCategory.InvalidArgument, "");

        Assert.Equal(before, sandbox.Requests);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("..\\x")]
    [InlineData("\U0001F680 deploy")]
    [InlineData("team [a]")]
    [InlineData("open[")]
    [InlineData("*")]
    [InlineData("CON")]
    [InlineData("github@[::1]:8080")]
    public void Any_other_name_is_only_a_name(string name)
    {
        _session.Set("name", name);

        _session.Run("$made = Connect-DevFlowPlatform github $sandbox.BaseUri -Name $name -Token $sandbox.Token");

        Assert.Equal(name, _session.Get<string>("$made.Name"));
        Assert.Equal("octocat", _session.Get<string>("(Invoke-DevFlowRequest /user -Connection $made).login"), ignoreCase: true);
        Assert.Contains(name, _session.Run("($made | Get-DevFlowRateLimit).Connection").Select(static n => (string)n.BaseObject));
        Assert.Contains(name, _session.Run("(Get-DevFlowCredential $made.CredentialName).Name").Select(static n => (string)n.BaseObject));
        Assert.All(Directory.GetFileSystemEntries(_session.Folder.Path), static entry => Assert.Contains(Path.GetFileName(entry), (string[])["home", "keys"]));
    }

    private ErrorRecord Refused(string script, string reason, ErrorCategory category, string token, params string[] parts)
    {
        string[] before = _session.Files;
        _session.Set("bad", HostedSession.Secure(token));
        ErrorRecord error = _session.Fail(script, reason, category, parts);
        Assert.Equal(before, _session.Files);
        return error;
    }
}
