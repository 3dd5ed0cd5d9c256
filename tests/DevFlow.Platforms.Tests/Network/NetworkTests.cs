using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using DevFlow.Platforms.Tests.GitHub;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.Network;

/// <summary>Connections through the networks that companies have: their own authorities, proxies, ports and addresses.</summary>
/// <remarks>Proxy and trust are the system's, read once a process: each test runs a session of its own.</remarks>
public sealed class NetworkTests : IDisposable
{
    private const string Token = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";
    private const string User = """{"login":"octo","id":1}""";

    private readonly TempFolder _folder = new();
    private readonly PrivateAuthority _authority = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_host_of_an_authority_that_the_system_does_not_trust_gets_no_byte_of_the_token_and_the_error_says_what_to_do()
    {
        using X509Certificate2 certificate = _authority.Issue("127.0.0.1");
        await using LoopbackServer server = new(IPAddress.Loopback, certificate, 200, User);

        string said = await ConnectAsync(server.BaseUri);

        Assert.StartsWith("refused DevFlow.Unreachable", said, StringComparison.Ordinal);
        Assert.Contains("SSL_CERT_FILE", said, StringComparison.Ordinal);
        Assert.Contains("certificate", said, StringComparison.Ordinal);
        Assert.Empty(string.Concat(server.Requests));
    }

    [Theory]
    [InlineData("SSL_CERT_FILE")]
    [InlineData("SSL_CERT_DIR")]
    public async Task A_host_of_an_own_authority_is_taken_where_the_user_trusts_it(string variable)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The variables are OpenSSL's; elsewhere the system's store decides.");
        using X509Certificate2 certificate = _authority.Issue("127.0.0.1");
        await using LoopbackServer server = new(IPAddress.Loopback, certificate, 200, User);
        string file = _authority.WriteTo(_folder, Path.Combine("trusted", "authority.pem"));

        string said = await ConnectAsync(server.BaseUri, (variable, variable == "SSL_CERT_DIR" ? Path.GetDirectoryName(file) : file));

        Assert.Equal($"connected octo {server.BaseUri}api/v3/", said);
        Assert.Contains("Authorization: Bearer " + Token, Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_another_host_is_refused_although_its_authority_is_trusted()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The variables are OpenSSL's; elsewhere the system's store decides.");
        using X509Certificate2 certificate = _authority.Issue("github.acme.test");
        await using LoopbackServer server = new(IPAddress.Loopback, certificate, 200, User);

        string said = await ConnectAsync(server.BaseUri, ("SSL_CERT_FILE", _authority.WriteTo(_folder)));

        Assert.StartsWith("refused DevFlow.Unreachable", said, StringComparison.Ordinal);
        Assert.Empty(string.Concat(server.Requests));
    }

    [Fact]
    public async Task The_proxy_of_the_environment_gets_names_and_ports_only_and_never_the_token_in_clear()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The variables are OpenSSL's; elsewhere the system's store decides.");
        using X509Certificate2 certificate = _authority.Issue("github.acme.test");
        await using LoopbackServer server = new(IPAddress.Loopback, certificate, 200, User);
        await using TunnelProxy proxy = new(server.Port);

        string said = await ConnectAsync(new Uri("https://github.acme.test:8443/"), ("HTTPS_PROXY", proxy.Address), ("SSL_CERT_FILE", _authority.WriteTo(_folder)));

        Assert.Equal("connected octo https://github.acme.test:8443/api/v3/", said);
        Assert.All(proxy.Asked, static line => Assert.StartsWith("CONNECT github.acme.test:8443 ", line, StringComparison.Ordinal));
        Assert.NotEmpty(proxy.Asked);
        Assert.DoesNotContain(Token, proxy.Seen, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", proxy.Seen, StringComparison.Ordinal);
        Assert.Contains("Bearer " + Token, Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clear_text_is_refused_before_any_proxy_hears_of_it()
    {
        await using LoopbackServer server = new(200, User);
        await using TunnelProxy proxy = new(server.Port);

        string said = await ConnectAsync(new Uri("http://github.acme.test/"), ("HTTP_PROXY", proxy.Address), ("ALL_PROXY", proxy.Address));

        Assert.StartsWith("refused DevFlow.InsecureAddress", said, StringComparison.Ordinal);
        Assert.Empty(proxy.Asked);
    }

    [Fact]
    public async Task This_machine_itself_is_reached_without_the_proxy()
    {
        await using LoopbackServer server = new(200, User);
        await using TunnelProxy proxy = new(server.Port);

        string said = await ConnectAsync(server.BaseUri, ("HTTP_PROXY", proxy.Address), ("ALL_PROXY", proxy.Address));

        Assert.Equal($"connected octo {server.BaseUri}api/v3/", said);
        Assert.Empty(proxy.Asked);
    }

    [Fact]
    public async Task An_address_of_IPv6_is_connected_to_stored_and_used_again()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await using LoopbackServer server = new(IPAddress.IPv6Loopback, certificate: null, 200, User);

        string said = await ConnectAsync(server.BaseUri);
        ProcessResult again = await RunAsync($"(Invoke-DevFlowRequest /user -Connection 'github@[::1]:{server.Port}').login");

        Assert.Equal($"connected octo http://[::1]:{server.Port}/api/v3/", said);
        Assert.Equal((0, "octo"), (again.ExitCode, again.Output.Trim()));
        Assert.All(server.Requests, request =>
        {
            Assert.Contains($"Host: [::1]:{server.Port}\r\n", request, StringComparison.Ordinal);
            Assert.Contains("Bearer " + Token, request, StringComparison.Ordinal);
        });
        Assert.Equal(2, server.Requests.Count);
    }

    /// <summary>One line on what came of connecting, in a session of its own.</summary>
    private async Task<string> ConnectAsync(Uri address, params (string Name, string? Value)[] variables)
    {
        ProcessResult result = await RunAsync(
            $$"""
            $token = [System.Security.SecureString]::new()
            '{{Token}}'.ToCharArray() | ForEach-Object { $token.AppendChar($_) }
            try {
                $connection = Connect-DevFlowPlatform github {{address}} -Token $token -ErrorAction Stop
                "connected $($connection.Account) $($connection.ApiUri)"
            }
            catch {
                "refused $($_.FullyQualifiedErrorId) $($_.Exception.Message) $($_.ErrorDetails.RecommendedAction)"
            }
            """,
            variables);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.DoesNotContain(Token, result.Output + result.Error, StringComparison.Ordinal);
        return result.Output.Trim();
    }

    // What the machine of the tests has set would decide instead.
    private Task<ProcessResult> RunAsync(string script, params (string Name, string? Value)[] variables) => RunningProcess.RunAsync(
        ShellProcess.Options(_folder, _folder.Write("script.ps1", script))
            .With([.. ((string[])["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"]).Select(static name => (name, (string?)null)), .. variables]) with { TimeLimit = TimeSpan.FromMinutes(3) },
        Cancelled);
}
