using System.Text;
using DevFlow.Core.Tests.Credentials;
using DevFlow.Core.Webhooks;

namespace DevFlow.Core.Tests.Webhooks;

/// <summary>Counts what the whole process allocates, so nothing else may run beside it.</summary>
[Collection(ProcessWideCollection.Name)]
public sealed class BodyMemoryTests
{
    private const string Head = "POST /webhooks/fake HTTP/1.1\r\nHost: a\r\nX-Signature: " + ListenerFixture.Secret + "\r\n";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_large_announcement_alone_reserves_no_memory()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync();
        long before = GC.GetTotalAllocatedBytes();
        List<RawHttp> idle = [];
        for (int i = 0; i < 40; i++)
        {
            RawHttp raw = await RawHttp.ConnectAsync(door.Listener.Uri, Cancelled);
            idle.Add(raw);
            await raw.WriteAsync(Encoding.ASCII.GetBytes($"{Head}Expect: 100-continue\r\nContent-Length: {HttpSource.LargestBody}\r\n\r\n"), Cancelled);
            Assert.Equal(100, RawHttp.Status(await raw.ReadHeadAsync(Cancelled)));
        }

        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, HttpSource.LargestBody);
        idle.ForEach(raw => raw.Dispose());
    }
}
