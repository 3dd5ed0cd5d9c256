using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using DevFlow.Core.Webhooks;

namespace DevFlow.Core.Tests.Webhooks;

public sealed class KestrelWebhookListenerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signed_delivery_is_stored_and_answered_with_an_empty_200()
    {
        Event? stored = null;
        await using ListenerFixture door = await ListenerFixture.StartAsync((received, _) =>
        {
            stored = received;
            return ValueTask.FromResult(true);
        });

        using HttpResponseMessage answer = await door.SendAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancelled));
        Assert.Empty(answer.Headers.Server);
        Assert.Equal("fake", stored!.Connection);
        Assert.Equal(ListenerFixture.Now, stored.Time);
        Assert.Equal((1, 0, 0), Figures(door));
        Assert.Equal($"http://127.0.0.1:{door.Listener.Uri.Port}/webhooks/fake", door.Listener.Uri.ToString());
        Assert.Equal(ListenerFixture.Now, door.Listener.StartedAt);
        Assert.True(door.Listener.IsListening);
    }

    [Fact]
    public async Task A_request_that_only_tries_the_address_gets_its_answer_and_is_no_delivery()
    {
        FakeScheme scheme = new() { Read = _ => throw new InvalidOperationException("read as a delivery") };
        await using ListenerFixture door = await ListenerFixture.StartAsync(scheme: scheme);
        using HttpRequestMessage signed = ListenerFixture.Signed(door.Listener.Uri);
        signed.Headers.Add("X-Test", "3eZbrw1a");
        using HttpRequestMessage unsigned = new(HttpMethod.Post, door.Listener.Uri) { Headers = { { "X-Test", "3eZbrw1a" } }, Content = new StringContent("{}") };

        using HttpResponseMessage answer = await door.SendAsync(signed);
        using HttpResponseMessage refused = await door.SendAsync(unsigned);

        Assert.Equal((HttpStatusCode.OK, "3eZbrw1a"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancelled)));
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal((0, 0, 1), Figures(door));
    }

    [Fact]
    public async Task A_scheme_sees_the_path_and_query_as_they_were_sent()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync();
        using HttpRequestMessage request = ListenerFixture.Signed(new Uri(door.Listener.Uri, "?b=%2A+x&a"));

        using HttpResponseMessage answer = await door.SendAsync(request);

        Assert.Equal("/webhooks/fake?b=%2A+x&a", door.Scheme.Last!.Target);
    }

    [Fact]
    public async Task A_repeated_delivery_is_answered_with_200_and_counted_apart()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync();

        foreach (string id in new[] { "a", "b", "a", "a" })
        {
            using HttpResponseMessage answer = await door.SendAsync(id);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal((2, 2, 0), Figures(door));
    }

    [Fact]
    public async Task A_wrong_signature_gets_a_constant_401_and_nothing_is_parsed()
    {
        FakeScheme scheme = new() { Read = _ => throw new InvalidOperationException("parsed") };
        await using ListenerFixture door = await ListenerFixture.StartAsync(scheme: scheme);
        foreach (string? signature in new[] { null, "wrong", "" })
        {
            using HttpRequestMessage request = new(HttpMethod.Post, door.Listener.Uri) { Content = new StringContent("{}") };
            request.Headers.TryAddWithoutValidation("X-Signature", signature);
            using HttpResponseMessage answer = await door.SendAsync(request);

            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancelled));
            Assert.Empty(answer.Headers.WwwAuthenticate);
        }

        using HttpRequestMessage twice = ListenerFixture.Signed(door.Listener.Uri);
        twice.Headers.Add("X-Signature", ListenerFixture.Secret);
        string raw = $"POST /webhooks/fake HTTP/1.1\r\nHost: a\r\nX-Signature: {ListenerFixture.Secret}\r\nX-Signature: {ListenerFixture.Secret}\r\nContent-Length: 2\r\n\r\n{{}}";
        Assert.Equal(401, await RawHttp.SendAsync(door.Listener.Uri, raw, Cancelled));
        Assert.Equal((0, 0, 4), Figures(door));
    }

    [Theory]
    [InlineData("POST", "/", HttpStatusCode.NotFound)]
    [InlineData("POST", "/webhooks/", HttpStatusCode.NotFound)]
    [InlineData("POST", "/webhooks/fake/", HttpStatusCode.NotFound)]
    [InlineData("POST", "/webhooks/FAKE", HttpStatusCode.NotFound)]
    [InlineData("POST", "/webhooks/other", HttpStatusCode.NotFound)]
    [InlineData("GET", "/webhooks/fake", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "/webhooks/fake", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/webhooks/fake", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/healthz", HttpStatusCode.MethodNotAllowed)]
    public async Task Another_path_or_method_is_refused_before_the_body_is_read(string method, string path, HttpStatusCode expected)
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync();
        using HttpRequestMessage request = ListenerFixture.Signed(new Uri(door.Listener.Uri, path));
        request.Method = new HttpMethod(method);

        using HttpResponseMessage answer = await door.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(0, door.Scheme.Verified);
        Assert.Equal((0, 0, 1), Figures(door));
    }

    [Fact]
    public async Task Health_answers_200_and_counts_as_nothing()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync();

        using HttpResponseMessage answer = await door.Client.GetAsync(new Uri(door.Listener.Uri, "/healthz"), Cancelled);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((0, 0, 0), Figures(door));
    }

    [Fact]
    public async Task A_compressed_body_is_refused()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync();
        StringContent content = new("{}");
        content.Headers.ContentEncoding.Add("gzip");

        using HttpResponseMessage answer = await door.SendAsync(content: content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal(0, door.Scheme.Verified);
    }

    [Fact]
    public async Task A_signed_body_nobody_can_read_gets_400_and_a_failing_plugin_500()
    {
        FakeScheme unreadable = new() { Read = _ => throw new DevFlowException(ErrorReason.InvalidArgument, "The body is not JSON.") };
        await using ListenerFixture door = await ListenerFixture.StartAsync(scheme: unreadable);
        using HttpResponseMessage bad = await door.SendAsync();
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Equal((0, 0, 1), Figures(door));

        FakeScheme broken = new() { Read = _ => throw new InvalidOperationException("bug") };
        await using ListenerFixture brokenDoor = await ListenerFixture.StartAsync(scheme: broken);
        using HttpResponseMessage failed = await brokenDoor.SendAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);

        using HttpRequestMessage request = ListenerFixture.Signed(door.Listener.Uri);
        request.Headers.Add("X-Throw", "1");
        using HttpResponseMessage unsigned = await door.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
    }

    [Fact]
    public async Task While_nothing_can_be_stored_deliveries_get_503_and_afterwards_200_again()
    {
        bool full = true;
        await using ListenerFixture door = await ListenerFixture.StartAsync((_, _) => Volatile.Read(ref full)
            ? ValueTask.FromException<bool>(new DevFlowException(ErrorReason.JournalUnusable, "The disk is full."))
            : ValueTask.FromResult(true));

        using HttpResponseMessage refused = await door.SendAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(30), refused.Headers.RetryAfter!.Delta);
        Assert.Equal((0, 0, 0), Figures(door));

        Volatile.Write(ref full, false);
        using HttpResponseMessage stored = await door.SendAsync();
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        Assert.Equal((1, 0, 0), Figures(door));
    }

    [Fact]
    public async Task The_answer_does_not_wait_for_a_subscriber()
    {
        using SemaphoreSlim subscriber = new(0);
        List<Task> handling = [];
        await using ListenerFixture door = await ListenerFixture.StartAsync((_, _) =>
        {
            handling.Add(subscriber.WaitAsync(Cancelled));
            return ValueTask.FromResult(true);
        });

        using HttpResponseMessage answer = await door.SendAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(Assert.Single(handling).IsCompleted);
        subscriber.Release();
        await handling[0];
    }

    [Fact]
    public async Task One_slow_commit_holds_up_nobody_else()
    {
        TaskCompletionSource<bool> slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ListenerFixture door = await ListenerFixture.StartAsync((received, _) =>
            received.Id == "slow" ? new ValueTask<bool>(slow.Task) : ValueTask.FromResult(true));

        Task<HttpResponseMessage> waiting = door.SendAsync("slow");
        HttpResponseMessage[] others = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => door.SendAsync(i.ToString(provider: null))));

        Assert.All(others, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.False(waiting.IsCompleted);
        slow.SetResult(true);
        Assert.Equal(HttpStatusCode.OK, (await waiting).StatusCode);
        Assert.Equal((201, 0, 0), Figures(door));
    }

    [Fact]
    public async Task Bodies_of_every_size_reach_the_scheme_unchanged()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync();
        foreach (int size in new[] { 0, 1, 2, 32_767, 32_768, 32_769, 65_536, 1_000_000, HttpSource.LargestBody })
        {
            int crc = 0;
            FakeScheme scheme = new() { Read = request => new FakeScheme().ToEvent(request) with { Id = (crc = Hash(request.Body.Span)).ToString(provider: null) } };
            await using ListenerFixture reader = await ListenerFixture.StartAsync(scheme: scheme);
            byte[] body = new byte[size];
            new Random(size).NextBytes(body);

            using HttpResponseMessage answer = await reader.SendAsync(content: new ByteArrayContent(body));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(Hash(body), crc);
        }

        static int Hash(ReadOnlySpan<byte> bytes)
        {
            HashCode hash = default;
            hash.AddBytes(bytes);
            return hash.ToHashCode();
        }
    }

    [Fact]
    public async Task A_port_in_use_is_named_and_free_again_after_the_listener_is_gone()
    {
        ListenerFixture first = await ListenerFixture.StartAsync();
        int port = first.Listener.Uri.Port;

        DevFlowException inUse = await Assert.ThrowsAsync<DevFlowException>(() => ListenerFixture.StartAsync(port: port));
        Assert.Equal(ErrorReason.PortInUse, inUse.Reason);
        Assert.Contains(port.ToString(provider: null), inUse.Message, StringComparison.Ordinal);
        Assert.NotNull(inUse.RecommendedAction);

        await first.DisposeAsync();
        await first.Listener.DisposeAsync();
        Assert.False(first.Listener.IsListening);

        await using ListenerFixture second = await ListenerFixture.StartAsync(port: port);
        using HttpResponseMessage answer = await second.SendAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(65_536)]
    public async Task A_number_that_is_no_port_is_refused(int port)
    {
        DevFlowException refused = await Assert.ThrowsAsync<DevFlowException>(() => ListenerFixture.StartAsync(port: port));
        Assert.Equal(ErrorReason.InvalidArgument, refused.Reason);
    }

    [Fact]
    public async Task It_listens_on_the_loopback_address_only()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync();

        IPEndPoint[] open = [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(e => e.Port == door.Listener.Uri.Port)];
        Assert.Equal(IPAddress.Loopback, Assert.Single(open).Address);
    }

    [Fact]
    public async Task Stopping_waits_for_a_request_that_is_being_stored()
    {
        TaskCompletionSource<bool> commit = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ListenerFixture door = await ListenerFixture.StartAsync((_, _) =>
        {
            entered.SetResult();
            return new ValueTask<bool>(commit.Task);
        });

        Task<HttpResponseMessage> delivery = door.SendAsync();
        await entered.Task;
        Task stopping = door.Listener.DisposeAsync().AsTask();
        Assert.False(stopping.IsCompleted);
        Assert.False(door.Listener.IsListening);
        commit.SetResult(true);

        Assert.Equal(HttpStatusCode.OK, (await delivery).StatusCode);
        await stopping;
        Assert.Equal((1, 0, 0), Figures(door));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => door.SendAsync());
    }

    [Fact]
    public async Task Stopping_gives_up_after_five_seconds_and_tells_the_commit_to_stop()
    {
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ListenerFixture door = await ListenerFixture.StartAsync(async (_, stopped) =>
        {
            entered.SetResult();
            using CancellationTokenRegistration registration = stopped.Register(told.SetResult);
            await told.Task;
            stopped.ThrowIfCancellationRequested();
            return true;
        });

        Task<HttpResponseMessage> delivery = door.SendAsync();
        await entered.Task;
        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
        await door.Listener.DisposeAsync();

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(15));
        Assert.True(told.Task.IsCompletedSuccessfully);
        await Assert.ThrowsAnyAsync<Exception>(() => delivery);
        Assert.Equal((0, 0, 0), Figures(door));
    }

    [Fact]
    public async Task No_log_line_carries_secret_signature_or_body()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync((received, _) => received.Id == "fail"
            ? ValueTask.FromException<bool>(new InvalidOperationException("canary-body"))
            : ValueTask.FromResult(received.Id != "again"));
        foreach (string id in new[] { "new", "again", "fail" })
        {
            using HttpResponseMessage answer = await door.SendAsync(id, new StringContent("{\"canary-body\":1}"));
        }

        using HttpRequestMessage request = new(HttpMethod.Post, door.Listener.Uri) { Content = new StringContent("canary-body") };
        request.Headers.Add("X-Signature", "canary-signature");
        using HttpResponseMessage refused = await door.SendAsync(request);

        Assert.NotEmpty(door.Log.Lines);
        Assert.DoesNotContain(door.Log.Lines, line => line.Contains("canary", StringComparison.Ordinal));
    }

    private static (long Accepted, long Duplicates, long Rejected) Figures(ListenerFixture door) =>
        (door.Listener.Accepted, door.Listener.Duplicates, door.Listener.Rejected);
}
