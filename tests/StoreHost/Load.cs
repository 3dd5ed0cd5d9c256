using System.Text;
using DevFlow.Core.Credentials;

namespace DevFlow.StoreHost;

/// <summary>What keeps the store busy.</summary>
internal static class Load
{
    private const int Workers = 4;
    private const string Shared = "shared";

    public static Credential Draft(string name) => new()
    {
        Name = name,
        Kind = CredentialKind.Token,
        Platform = "github",
        Origin = new Uri("https://api.github.com/"),
        Account = "octocat",
        StoredAt = default,
        Version = 0,
    };

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Each worker has names of its own, so that what it was told last is what must be there.</summary>
    public static async Task RunAsync(CredentialStore store, string acknowledged)
    {
        await using FileStream lines = new(acknowledged, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

        // A first round of all: what is compiled on first use would take longer than the moment that is left.
        await store.SaveAsync(Draft("first"), Bytes("first"), AuditNote.None, CancellationToken.None);
        store.OpenSecret("first", AuditNote.None).Dispose();
        await store.RemoveAsync("first", AuditNote.None, CancellationToken.None);
        Console.Out.WriteLine("working");
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(store, worker, lines))));
    }

    public static async Task WriteAsync(CredentialStore store, int writers) =>
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            await store.SaveAsync(Draft($"own-{Environment.ProcessId}-{writer}"), Bytes($"secret of {Environment.ProcessId}-{writer}"), AuditNote.None, CancellationToken.None);
            await store.SaveAsync(Draft(Shared), Bytes("secret of all"), AuditNote.None, CancellationToken.None);
        })));

    private static async Task WorkAsync(CredentialStore store, int worker, FileStream lines)
    {
        long count = TimeProvider.System.GetUtcNow().Ticks;
        for (int n = 0; ; n++)
        {
            string name = $"credential-{worker}-{n % 3}";
            count++;
            if (n % 7 == 6)
            {
                await store.RemoveAsync(name, AuditNote.None, CancellationToken.None);
                Acknowledge(lines, $"{name} {count} removed");
                continue;
            }

            await store.SaveAsync(Draft(name), Bytes($"{name} {count}"), AuditNote.None, CancellationToken.None);
            Acknowledge(lines, $"{name} {count} saved");
            store.OpenSecret(name, AuditNote.None).Dispose();
        }
    }

    // One write to the system, which keeps it whatever becomes of this process.
    private static void Acknowledge(FileStream lines, string line)
    {
        lock (lines)
        {
            lines.Write(Encoding.ASCII.GetBytes(line + "\n"));
        }
    }
}
