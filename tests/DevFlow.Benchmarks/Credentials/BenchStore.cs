using System.Text;
using DevFlow.Core;
using DevFlow.Core.Credentials;
using DevFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Benchmarks.Credentials;

/// <summary>A store with a key file in a folder of its own.</summary>
internal sealed class BenchStore : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly HomeFolder _home;

    public BenchStore()
    {
        _home = HomeFolder.Open(_folder.File("home"));
        Store = Open();
    }

    public CredentialStore Store { get; }

    public string Path => _folder.Path;

    public static ReadOnlyMemory<byte> Secret { get; } = Encoding.ASCII.GetBytes("ghp_" + new string('x', 36));

    public static string Name(int number) => $"credential-{number}";

    /// <summary>As another process would open it: nothing is read yet.</summary>
    public CredentialStore Open()
    {
        StoreFolder folder = new(_home, TimeProvider.System);
        KeySource key = new(name => name == KeySource.FileVariable ? _folder.File("keys", "root.key") : null);
        return new CredentialStore(folder, new StoreUnlocker(folder, new KeyHolders(key), TimeProvider.System), TimeProvider.System, NullLogger<CredentialStore>.Instance);
    }

    public async Task SaveAsync(int number, CancellationToken cancellationToken) =>
        await Store.SaveAsync(
            new Credential
            {
                Name = Name(number),
                Kind = CredentialKind.Token,
                Platform = "github",
                Origin = new Uri("https://api.github.com/"),
                Account = "octocat",
                Scopes = ["repo", "read:org"],
                StoredAt = default,
                Version = 0,
            },
            Secret,
            AuditNote.None,
            cancellationToken);

    public async Task FillAsync(int count, CancellationToken cancellationToken)
    {
        for (int number = 0; number < count; number++)
        {
            await SaveAsync(number, cancellationToken);
        }
    }

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }
}
