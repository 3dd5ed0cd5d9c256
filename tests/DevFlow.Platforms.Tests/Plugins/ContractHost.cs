using System.Text;
using System.Text.Json;
using DevFlow.Core;
using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Http;
using DevFlow.Core.Logging;
using DevFlow.Core.Plugins;
using DevFlow.Core.Webhooks;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.Plugins;

/// <summary>A whole engine with a home of its own: the four platforms as the module brings them, and the sample plugin installed as a user installs it.</summary>
internal sealed class ContractHost : IAsyncDisposable, ILogSink
{
    private readonly TempFolder _folder = new(awkward: true);
    private readonly StringBuilder _log = new();

    private ContractHost()
    {
        // The process has one key file; every home has its own store under it.
        Environment.SetEnvironmentVariable("DEVFLOW_KEY_FILE", _folder.File("key"));
        Engine = new Engine(RepositoryRoot.File("bin", "plugins"), HomeFolder.Open(_folder.File("home")), TimeProvider.System);
    }

    public static string SamplePath { get; } = Path.GetDirectoryName(BuiltProject.Assembly("tests", "SamplePlugin"))!;

    public Engine Engine { get; }

    /// <summary>Everything the engine has logged, at every level.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Every file of the home but locks, as text.</summary>
    public string Home => string.Concat(Directory.EnumerateFiles(_folder.File("home"), "*", SearchOption.AllDirectories)
        .Where(static file => !file.EndsWith(".lock", StringComparison.Ordinal) && !file.Contains("limits", StringComparison.Ordinal)).Select(ReadShared));

    public static async Task<ContractHost> StartAsync(string platform, JsonElement? settings = null)
    {
        ContractHost host = new();
        if (platform == "kiln")
        {
            PluginPackage package = host.Engine.Installer.Read(SamplePath, digest: null, force: false);
            await host.Engine.Installer.InstallAsync(package, settings, sessionOnly: false, force: false, TestContext.Current.CancellationToken);
        }

        return host;
    }

    public Task<Connection> ConnectAsync(PlatformFacts facts, RunningPlatform running, string? token = null)
    {
        ConnectRequest request = new()
        {
            Platform = facts.Id,
            BaseUri = running.BaseUri,
            Kind = running.UserName is null ? CredentialKind.Token : CredentialKind.Basic,
            Account = running.UserName ?? "",
            Secret = new TokenSet(SecretBuffer.FromChars(token ?? running.Token)),
        };
        return Engine.Connections.ConnectAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<WebhookListener> ListenAsync(string platform, SecretBuffer secret, string? name = null) => Engine.Webhooks.StartAsync(
        new ListenerRequest { Name = name, Sources = [new SourceRequest(name, platform, secret, CredentialName: null, MaxBodyBytes: 0, AllowFrom: [])] }, TestContext.Current.CancellationToken);

    /// <summary>Lists all pages, and says how many items there were.</summary>
    public async Task<int> CountAsync(Connection connection, PlatformFacts facts, int pageSize, CancellationToken cancellationToken)
    {
        PlatformRequest request = new() { Method = HttpMethod.Get, Path = string.Format(System.Globalization.CultureInfo.InvariantCulture, facts.ListPath, pageSize), AllPages = true };
        int count = 0;
        await foreach (JsonElement item in PlatformRequestSender.SendAsync(Engine.Connections.Open(connection), request, cancellationToken))
        {
            count += item.ValueKind == JsonValueKind.Undefined ? 0 : 1;
        }

        return count;
    }

    public void Write(LogStream stream, string message)
    {
        lock (_log)
        {
            _log.AppendLine(message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _folder.Dispose();
    }

    private static string ReadShared(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using StreamReader reader = new(file, Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
