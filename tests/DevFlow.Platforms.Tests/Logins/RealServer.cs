using DevFlow.Core.Logins;
using DevFlow.GitLab;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.Logins;

/// <summary>A real OAuth server (npm's oidc-provider), installed into a temporary folder where node and npm are.</summary>
public sealed class RealServer : IAsyncLifetime
{
    private const string Package = "oidc-provider@9";
    private readonly TempFolder _folder = new();
    private RunningProcess? _process;

    /// <summary>Why it does not run; null where it does.</summary>
    public string? Missing { get; private set; }

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    public async ValueTask InitializeAsync()
    {
        try
        {
            ProcessOptions install = new("npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefix", _folder.Path, Package]) { TimeLimit = TimeSpan.FromMinutes(3) };
            ProcessResult installed = await RunningProcess.RunAsync(install, CancellationToken.None);
            if (installed.ExitCode != 0)
            {
                Missing = $"npm could not install {Package}: {installed.Error.Trim()}";
                return;
            }

            string script = RepositoryRoot.File("tests", "DevFlow.Platforms.Tests", "Logins", "oidc-server.mjs");
            _process = await RunningProcess.StartAsync(new ProcessOptions("node", [script, _folder.Path]) { StandardInput = null, TimeLimit = TimeSpan.FromMinutes(5) }, CancellationToken.None);
            await _process.WaitForOutputAsync(";", CancellationToken.None);
            Address = new Uri(_process.Output[.._process.Output.IndexOf(';', StringComparison.Ordinal)] + "/");
        }
        catch (Exception absent) when (absent is System.ComponentModel.Win32Exception or InvalidOperationException or TimeoutException)
        {
            Missing = $"node or npm is not on this machine: {absent.Message}";
        }
    }

    internal LoginRequest Request() => new()
    {
        BaseUri = Address,
        Server = new GitLabPlugin().GetOAuthServer(Address)!,
        ClientId = "devflow",
        ClientSecret = new SecretBuffer(0),
        Scopes = ["openid", "offline_access"],
    };

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }
}
