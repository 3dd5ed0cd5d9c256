using System.Buffers.Text;
using System.Management.Automation;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

/// <summary>Logins by app and by OAuth as a session nobody attends sees them.</summary>
[Collection(HostedSession.Collection)]
public sealed class LoginCommandTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private readonly HostedSession _session = sandbox.Session;

    [Theory]
    [InlineData("github", "Device")]
    [InlineData("gitlab", "Browser")]
    public void Where_nobody_is_a_login_by_OAuth_asks_nothing_and_says_what_to_do(string platform, string method)
    {
        ErrorRecord error = _session.Fail($"Connect-DevFlowPlatform {platform} https://{platform}.example.com -Login {method} -ClientId id", "InvalidArgument", ErrorCategory.InvalidArgument, "person");

        Assert.Contains("Log in once at a prompt", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_connects_by_its_key_and_its_tokens_are_made_when_they_are_needed()
    {
        string path = _session.Folder.File("app.pem");
        _session.Set("path", path);
        _session.Run("""
            $key = $sandbox.Credentials | Where-Object Kind -EQ app-key
            [System.IO.File]::WriteAllText($path, [System.Net.NetworkCredential]::new('', $key.Secret).Password)
            $null = Connect-DevFlowPlatform github $sandbox.BaseUri -AppId $key.UserName -InstallationId 1 -PrivateKeyPath $path -Name nowhere -ErrorAction SilentlyContinue -ErrorVariable refused
            """);

        Assert.Equal(1, _session.Get<int>("$refused.Count"));
        Assert.Empty(_session.Run("Get-DevFlowCredential nowhere*; Get-DevFlowConnection nowhere*"));
        _session.Set("installation", await FindInstallationAsync());
        Assert.Equal("app key", _session.Get<string>("(Connect-DevFlowPlatform github $sandbox.BaseUri -AppId $key.UserName -InstallationId $installation -PrivateKeyPath $path -Name app).TokenKind"));
        Assert.Equal("AppKey", _session.Get<string>("(Get-DevFlowCredential app).Kind"));
        Assert.True(_session.Get<int>("@(Get-DevFlowRepository -Connection app).Count") > 0);
    }

    [Fact]
    public void A_key_that_is_none_and_a_platform_without_apps_are_told()
    {
        _session.Set("path", _session.Folder.Write("bad.pem", "no key"));

        _session.Fail("Connect-DevFlowPlatform github $sandbox.BaseUri -AppId 1 -InstallationId 1 -PrivateKeyPath $path -Name bad", "InvalidArgument", ErrorCategory.InvalidArgument, "PEM");
        _session.Fail("Connect-DevFlowPlatform slack -AppId 1 -InstallationId 1 -PrivateKeyPath $path -Name bad", "InvalidArgument", ErrorCategory.InvalidArgument, "slack");
    }

    // As the app itself, by a token it signs: nothing else may ask.
    private async Task<string> FindInstallationAsync()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using RSA key = RSA.Create();
        key.ImportFromPem(_session.Get<string>("[System.IO.File]::ReadAllText($path)"));
        string signed = $"{Encode("""{"alg":"RS256","typ":"JWT"}""")}.{Encode($$"""{"iat":{{now.ToUnixTimeSeconds() - 60}},"exp":{{now.ToUnixTimeSeconds() + 300}},"iss":"{{_session.Get<string>("$key.UserName")}}"}""")}";
        string signature = Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(_session.Get<string>("$sandbox.BaseUri")) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", $"{signed}.{signature}");
        client.DefaultRequestHeaders.UserAgent.ParseAdd("test");
        using JsonDocument installations = JsonDocument.Parse(await client.GetStringAsync("api/v3/app/installations", TestContext.Current.CancellationToken));
        return installations.RootElement[0].GetProperty("id").GetRawText();
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
