using System.Globalization;
using DevFlow;
using DevFlow.Core;
using DevFlow.Core.Credentials;
using DevFlow.StoreHost;
using Microsoft.Extensions.Logging.Abstractions;

// work ACKNOWLEDGED: saves, removes and reveals until it is killed, and writes down what was acknowledged.
// write WRITERS: as many writers at once, each saves a credential of its own and the next version of one they share.
// save NAME SECRET [BYTES]: saves one, where a file may not grow beyond so many bytes. reveal NAME, list: reads, and prints.
// Home and key file are those of the environment.
const int Refused = 3;
try
{
    StoreFolder folder = new(HomeFolder.Open(), TimeProvider.System);
    using CredentialStore store = new(
        folder,
        new StoreUnlocker(folder, new KeyHolders(new KeySource()), TimeProvider.System),
        TimeProvider.System,
        NullLogger<CredentialStore>.Instance,
        new LedgerLimits(CheckpointLines: 50, SegmentLength: 64 * 1024));
    switch (args)
    {
        case ["work", string acknowledged]:
            await Load.RunAsync(store, acknowledged);
            break;
        case ["write", string writers]:
            await Load.WriteAsync(store, int.Parse(writers, CultureInfo.InvariantCulture));
            break;
        case ["save", string name, string secret, .. string[] limit]:
            if (limit is [string bytes])
            {
                FileSizeLimit.Set(long.Parse(bytes, CultureInfo.InvariantCulture));
            }

            await store.SaveAsync(Load.Draft(name), Load.Bytes(secret), AuditNote.None, CancellationToken.None);
            break;
        case ["reveal", string name]:
            using (SecretBuffer secret = store.OpenSecret(name, AuditNote.None))
            using (SecretChars chars = secret.ToChars())
            {
                Console.Out.WriteLine(chars.Chars.ToString());
            }

            break;
        case ["list"]:
            Array.ForEach([.. store.ListEntries()], static entry => Console.Out.WriteLine(entry.Credential?.Name ?? entry.Error!.Message));
            break;
    }

    return 0;
}
catch (DevFlowException error)
{
    Console.Out.WriteLine($"{error.Reason}: {error.Message}");
    return Refused;
}
