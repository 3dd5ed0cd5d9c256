using System.Globalization;
using DevFlow.Core.Credentials;
using DevFlow.TestKit;

namespace DevFlow.Core.Tests.Credentials;

/// <summary>
/// A process that saves, removes and reveals is killed without warning, again and again, on the same store. The full run:
/// <c>DEVFLOW_KILL_ROUNDS=1000 dotnet run --project tests/DevFlow.Core.Tests -- -class DevFlow.Core.Tests.Credentials.StoreKillTests</c>
/// </summary>
public sealed class StoreKillTests : IDisposable
{
    private static readonly int Rounds =
        int.Parse(Environment.GetEnvironmentVariable("DEVFLOW_KILL_ROUNDS") ?? "5", CultureInfo.InvariantCulture);

    private readonly TestStore _test = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_the_store_opens_whenever_its_process_is_killed()
    {
        string acknowledged = Path.Combine(_test.Root, "acknowledged.txt");
        Random random = new(7);
        int leftBehind = 0;
        for (int round = 0; round < Rounds; round++)
        {
            await using (RunningProcess worker = await RunningProcess.StartAsync(StoreHost.Options(_test, "work", acknowledged), Token))
            {
                await worker.WaitForOutputAsync("working", Token);
                // Any moment will do; that is the point.
                await Task.Delay(random.Next(0, 50), Token);
            }

            using CredentialStore store = _test.Open(TimeProvider.System);
            StoreReport report = await store.VerifyAsync(Token);
            Assert.DoesNotContain(report.Findings, static finding => finding.IsFault);
            leftBehind += report.Findings.Count;
            RequireAcknowledged(store, acknowledged);
        }

        int lines = (await File.ReadAllLinesAsync(acknowledged, Token)).Length;
        Assert.True(lines > Rounds, "Hardly anything was acknowledged.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{Rounds} kills, {lines} acknowledged, {leftBehind} times something was left behind, none lost");
    }

    // Of each name: what was acknowledged last, or something the worker did after that.
    private static void RequireAcknowledged(CredentialStore store, string acknowledged)
    {
        Dictionary<string, (long Count, bool Removed)> last = new(StringComparer.Ordinal);
        foreach (string[] line in File.ReadLines(acknowledged).Select(static line => line.Split(' ')))
        {
            last[line[0]] = (long.Parse(line[1], CultureInfo.InvariantCulture), line[2] == "removed");
        }

        foreach ((string name, (long count, bool removed)) in last)
        {
            if (store.Find(name) is null)
            {
                // A removal that was under way when its process was killed may have happened.
                Assert.True(removed || WasRemoved(store, name), $"{name} is lost");
                continue;
            }

            string[] secret = TestStore.Reveal(store, name).Split(' ');
            Assert.Equal(name, secret[0]);
            long stored = long.Parse(secret[1], CultureInfo.InvariantCulture);
            Assert.True(removed ? stored > count : stored >= count, $"{name} is of {stored}, but {count} was acknowledged");
        }
    }

    private static bool WasRemoved(CredentialStore store, string name) =>
        store.ReadAuditAsync(new AuditQuery(Name: name), Token).ToBlockingEnumerable(Token).Last(static entry => entry.Operation != AuditOperation.Reveal).Operation == AuditOperation.Remove;
}
