using System.Globalization;
using System.Text;
using DevFlow.Core.Webhooks;

namespace DevFlow.Core.Tests.Webhooks;

/// <summary>What a listener answers to requests that are malformed, oversized or slow on purpose.</summary>
public sealed class StrictHttpTests
{
    private const string Head = "POST /webhooks/fake HTTP/1.1\r\nHost: a\r\nX-Signature: " + ListenerFixture.Secret + "\r\n";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, int> Requests => new()
    {
        { "good", Head + "Content-Length: 2\r\n\r\n{}", 200 },
        { "good, in chunks", Head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 200 },
        { "no body", Head + "\r\n", 200 },
        { "both lengths", Head + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 400 },
        { "both lengths, other order", Head + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 400 },
        { "plus sign", Head + "Content-Length: +2\r\n\r\n{}", 400 },
        { "minus sign", Head + "Content-Length: -2\r\n\r\n{}", 400 },
        { "hexadecimal", Head + "Content-Length: 0x2\r\n\r\n{}", 400 },
        { "list", Head + "Content-Length: 2, 2\r\n\r\n{}", 400 },
        { "two different lengths", Head + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400 },
        { "overflow", Head + "Content-Length: 99999999999999999999\r\n\r\n{}", 400 },
        { "bare LF", Head.Replace("\r\n", "\n", StringComparison.Ordinal) + "Content-Length: 2\n\n{}", 400 },
        { "bare LF after one header", Head + "X-A: b\nContent-Length: 2\r\n\r\n{}", 400 },
        { "chunk extension with bare LF", Head + "Transfer-Encoding: chunked\r\n\r\n2;a\n{}\r\n0\r\n\r\n", 400 },
        { "broken chunk", Head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", 400 },
        { "unknown transfer encoding", Head + "Transfer-Encoding: gzip, identity\r\n\r\n{}", 400 },
        { "folded header", Head + "X-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}", 400 },
        { "no host", "POST /webhooks/fake HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}", 400 },
        { "not HTTP", "\x16\x03\x01\x02\0\x01\0\r\n\r\n", 400 },
        { "too many headers", Head + string.Concat(Enumerable.Range(0, 70).Select(i => $"X-{i}: a\r\n")) + "Content-Length: 2\r\n\r\n{}", 431 },
        { "header of 40 KB", Head + $"X-A: {new string('a', 40_000)}\r\nContent-Length: 2\r\n\r\n{{}}", 431 },
        { "line of 10 KB", $"POST /{new string('a', 10_000)} HTTP/1.1\r\nHost: a\r\n\r\n", 414 },
        { "encoded path", Head.Replace("fake", "fak%65", StringComparison.Ordinal) + "Content-Length: 2\r\n\r\n{}", 200 },
        { "dot segments", Head.Replace("/webhooks/fake", "/a/../webhooks/x", StringComparison.Ordinal) + "Content-Length: 2\r\n\r\n{}", 404 },
        { "HTTP/2, answered with a GOAWAY frame", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0 },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_request_gets_the_status_it_deserves(string what, string request, int expected)
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync();

        int status = await RawHttp.SendAsync(door.Listener.Uri, request, Cancelled);

        Assert.True(expected == status, $"{what}: {status} instead of {expected}");
        Assert.Equal(expected == 200 ? 1 : 0, door.Listener.Accepted);
    }

    [Fact]
    public async Task A_body_announced_too_large_is_refused_unread_and_the_connection_closed()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync();
        using RawHttp raw = await RawHttp.ConnectAsync(door.Listener.Uri, Cancelled);
        await raw.WriteAsync(Encoding.ASCII.GetBytes($"{Head}Content-Length: {HttpSource.LargestBody + 1}\r\n\r\n"), Cancelled);

        Assert.Equal(413, RawHttp.Status(await raw.ReadHeadAsync(Cancelled)));
        Assert.True(await raw.IsClosedAsync(Cancelled));
        Assert.Equal(0, door.Scheme.Verified);
        Assert.Equal(1, door.Listener.Rejected);
    }

    [Fact]
    public async Task A_body_that_grows_too_large_in_chunks_is_cut_off_at_the_cap()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync();
        using RawHttp raw = await RawHttp.ConnectAsync(door.Listener.Uri, Cancelled);
        await raw.WriteAsync(Encoding.ASCII.GetBytes(Head + "Transfer-Encoding: chunked\r\n\r\n"), Cancelled);
        const int ChunkLength = 1024 * 1024;
        byte[] chunk = [.. Encoding.ASCII.GetBytes(ChunkLength.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), .. new byte[ChunkLength], 13, 10];

        // An endless body: ends only because the listener takes no more.
        int sent = 0;
        while (sent < 200 && await raw.WriteAsync(chunk, Cancelled))
        {
            sent++;
        }

        Assert.InRange(sent, 24, 199);
        Assert.Equal(0, door.Scheme.Verified);
        Assert.Equal(1, door.Listener.Rejected);
    }

    [Fact]
    public async Task A_sender_too_slow_with_its_headers_is_cut_off()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync();
        using RawHttp raw = await RawHttp.ConnectAsync(door.Listener.Uri, Cancelled);
        await raw.WriteAsync(Encoding.ASCII.GetBytes(Head), Cancelled);
        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal(408, RawHttp.Status(await raw.ReadHeadAsync(Cancelled)));
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_sender_too_slow_with_its_body_is_cut_off()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync();
        using RawHttp raw = await RawHttp.ConnectAsync(door.Listener.Uri, Cancelled);
        await raw.WriteAsync(Encoding.ASCII.GetBytes(Head + "Content-Length: 100\r\n\r\n{"), Cancelled);
        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal(408, RawHttp.Status(await raw.ReadHeadAsync(Cancelled)));
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15));
        Assert.Equal(0, door.Scheme.Verified);
    }

    [Fact]
    public async Task A_flood_of_connections_ends_at_the_cap_and_what_goes_makes_room()
    {
        const int Cap = 2_000;
        await using ListenerFixture door = await ListenerFixture.StartAsync();
        List<RawHttp> held = [];
        try
        {
            while (held.Count < Cap)
            {
                held.Add(await RawHttp.ConnectAsync(door.Listener.Uri, Cancelled));
            }

            using (RawHttp oneTooMany = await RawHttp.ConnectAsync(door.Listener.Uri, Cancelled))
            {
                Assert.True(await oneTooMany.IsClosedAsync(Cancelled));
            }

            held[0].Dispose();
            while (await RawHttp.SendAsync(door.Listener.Uri, Head + "Content-Length: 2\r\n\r\n{}", Cancelled) != 200)
            {
                // The listener hears of the end a moment later.
            }
        }
        finally
        {
            held.ForEach(static one => one.Dispose());
        }
    }

    [Fact]
    public async Task A_sender_that_hangs_up_midway_leaves_no_trace_but_a_quiet_line()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync();
        using (RawHttp raw = await RawHttp.ConnectAsync(door.Listener.Uri, Cancelled))
        {
            await raw.WriteAsync(Encoding.ASCII.GetBytes(Head + "Content-Length: 100\r\n\r\n{"), Cancelled);
        }

        using HttpResponseMessage answer = await door.SendAsync();
        await door.Listener.DisposeAsync();

        Assert.Equal(1, door.Listener.Accepted);
        Assert.Equal(1, door.Scheme.Verified);
    }
}
