using System.Net;
using DevFlow.Core.Credentials;
using DevFlow.Core.Logging;
using DevFlow.Core.Plugins;
using DevFlow.Core.Tests.Credentials;
using DevFlow.Core.Webhooks;
using DevFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Core.Tests.Webhooks;

/// <summary>Several sources at one listener: their paths, secrets, caps and senders.</summary>
public sealed class WebhookSourceTests : IDisposable
{
    private readonly TestStore _root = new();
    private readonly FakeTimeProvider _time = new(ListenerFixture.Now);
    private readonly LogLines _log = new();
    private readonly CredentialStore _store;

    public WebhookSourceTests()
    {
        _store = _root.Open(_time);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_source_has_its_own_path_secret_and_figures()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync(sources: (log, time) =>
        [
            ListenerFixture.Source(new FakeScheme(), log, time),
            ListenerFixture.Source(new FakeScheme(), log, time, "billing", "another secret"),
        ]);
        Uri billing = door.Listener.Sources[1].Uri!;

        using HttpResponseMessage own = await door.SendAsync("1");
        using HttpResponseMessage foreign = await door.SendAsync(ListenerFixture.Signed(billing, "2"));
        using HttpRequestMessage right = new(HttpMethod.Post, billing) { Headers = { { "X-Signature", "another secret" }, { "X-Id", "3" } }, Content = new StringContent("{}") };
        using HttpResponseMessage taken = await door.SendAsync(right);

        Assert.Equal("/webhooks/billing", billing.AbsolutePath);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK), (own.StatusCode, foreign.StatusCode, taken.StatusCode));
        Assert.Equal([(1L, 0L), (1L, 1L)], door.Listener.Sources.Select(static source => (source.Accepted, source.Rejected)));
        Assert.Equal((2, 1), (door.Listener.Accepted, door.Listener.Rejected));
        Assert.Equal(["fake", "billing", "billing"], door.Deliveries.Select(static line => line.Source));
    }

    [Fact]
    public async Task A_source_with_a_smaller_cap_reads_no_further()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync(sources: (log, time) => [ListenerFixture.Source(new FakeScheme(), log, time, maxBody: 1_000)]);

        using HttpResponseMessage fits = await door.SendAsync("1", new ByteArrayContent(new byte[1_000]));
        using HttpResponseMessage announced = await door.SendAsync("2", new ByteArrayContent(new byte[1_001]));
        string chunks = $"POST /webhooks/fake HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n{new string('a', 1_001)}\r\n";

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.RequestEntityTooLarge), (fits.StatusCode, announced.StatusCode));
        Assert.Equal(413, await RawHttp.SendAsync(door.Listener.Uri, chunks, Cancelled));
    }

    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("127.0.0.0/8", HttpStatusCode.OK)]
    [InlineData("192.30.252.0/22", HttpStatusCode.Forbidden)]
    [InlineData("2606:50c0::/32", HttpStatusCode.Forbidden)]
    public async Task Only_who_is_on_the_list_may_send(string allowed, HttpStatusCode expected)
    {
        FakeScheme scheme = new();
        await using ListenerFixture door = await ListenerFixture.StartAsync(sources: (log, time) => [ListenerFixture.Source(scheme, log, time, allowFrom: allowed)]);

        using HttpResponseMessage answer = await door.SendAsync();

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? 1 : 0, scheme.Verified);
    }

    [Theory]
    [InlineData("", "140.82.112.1", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1", "140.82.112.1", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", "6.6.6.6, 140.82.112.1", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", "140.82.112.1, 6.6.6.6", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1,10.0.0.0/8", "140.82.112.1, 10.1.2.3", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", "140.82.112.1:4711", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", "unknown", HttpStatusCode.Forbidden)]
    public async Task A_forwarded_address_counts_only_where_a_named_proxy_says_it(string proxies, string forwarded, HttpStatusCode expected)
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync(
            sources: (log, time) => [ListenerFixture.Source(new FakeScheme(), log, time, allowFrom: "140.82.112.0/20")],
            change: options => options with { Proxies = NetworkList.Parse(proxies.Split(',', StringSplitOptions.RemoveEmptyEntries), _time, _log) });
        using HttpRequestMessage request = ListenerFixture.Signed(door.Listener.Uri);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwarded);

        using HttpResponseMessage answer = await door.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public void A_list_may_be_a_file_or_GitHubs_meta_and_is_followed_when_it_changes()
    {
        using TempFolder folder = new();
        string meta = folder.Write("meta.json", """{"hooks":["192.30.252.0/22","2606:50c0::/32"],"web":["10.0.0.0/8"]}""");
        string lines = folder.Write("list.txt", "# ours\n203.0.113.7 # the runner\n\n");
        NetworkList list = NetworkList.Parse([meta, lines], _time, _log);

        Assert.True(list.Contains(IPAddress.Parse("192.30.253.1")));
        Assert.True(list.Contains(IPAddress.Parse("::ffff:192.30.253.1")));
        Assert.True(list.Contains(IPAddress.Parse("2606:50c0::1")));
        Assert.True(list.Contains(IPAddress.Parse("203.0.113.7")));
        Assert.False(list.Contains(IPAddress.Parse("10.0.0.1")));

        File.WriteAllText(lines, "203.0.113.8\n");
        File.SetLastWriteTimeUtc(lines, new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(list.Contains(IPAddress.Parse("203.0.113.7")));
        Assert.True(list.Contains(IPAddress.Parse("203.0.113.8")));

        File.WriteAllText(lines, "no network\n");
        File.SetLastWriteTimeUtc(lines, new DateTime(2027, 1, 2, 0, 0, 0, DateTimeKind.Utc));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(list.Contains(IPAddress.Parse("203.0.113.8")));
        Assert.Contains(_log.Lines, static line => line.Contains("list.txt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stored_secret_is_followed_when_it_is_rotated_and_the_one_before_ends()
    {
        await SaveAsync("first");
        await using ListenerFixture door = await ListenerFixture.StartAsync(sources: (_, _) => [Open(credential: "hook")], time: _time);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (await SendAsync(door, "first"), await SendAsync(door, "second")));

        await SaveAsync("second", "first", _time.GetUtcNow().AddHours(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await SendAsync(door, "first"), await SendAsync(door, "second")));
        Assert.Equal(1, door.Listener.Sources[0].WithPreviousSecret);
        Assert.Equal([WebhookSecretMatch.Current, WebhookSecretMatch.None, WebhookSecretMatch.Previous, WebhookSecretMatch.Current], door.Deliveries.Select(static line => line.Match));

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await SendAsync(door, "first"), await SendAsync(door, "second")));

        await _store.RemoveAsync("hook", AuditNote.None, Cancelled);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(door, "second"));
    }

    [Fact]
    public void A_source_without_a_usable_secret_or_name_does_not_open()
    {
        using SecretBuffer empty = new(0);
        using SecretBuffer some = SecretBuffer.FromChars("some");
        Assert.Equal(ErrorReason.WebhookSecretMissing, Refused(new SourceRequest("ci", "standard", null, null, 0, [])));
        Assert.Equal(ErrorReason.WebhookSecretMissing, Refused(new SourceRequest("ci", "standard", empty, "", 0, [])));
        Assert.Equal(ErrorReason.CredentialNotFound, Refused(new SourceRequest("ci", "standard", null, "nobody", 0, [])));
        Assert.Equal(ErrorReason.UnknownPlatform, Refused(new SourceRequest("ci", "nobody", some, null, 0, [])));
        Assert.Equal(ErrorReason.InvalidArgument, Refused(new SourceRequest("a/b", "standard", some, null, 0, [])));
        Assert.Equal(ErrorReason.InvalidArgument, Refused(new SourceRequest("..", "standard", some, null, 0, [])));
        Assert.Equal(ErrorReason.InvalidArgument, Refused(new SourceRequest("ci", "standard", some, null, HttpSource.LargestBody + 1, [])));
        using HttpSource good = Sources().Open(new SourceRequest(null, "Standard", some, null, 0, []));
        Assert.Equal(("/webhooks/standard", "standard"), (good.Path, good.Source.Platform));

        ErrorReason Refused(SourceRequest request) => Assert.Throws<DevFlowException>(() => Sources().Open(request)).Reason;
    }

    public void Dispose() => _root.Dispose();

    private static async Task<HttpStatusCode> SendAsync(ListenerFixture door, string secret)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, door.Listener.Uri) { Headers = { { "X-Signature", secret }, { "X-Id", Guid.NewGuid().ToString() } }, Content = new StringContent("{}") };
        using HttpResponseMessage answer = await door.SendAsync(request);
        return answer.StatusCode;
    }

    private WebhookSources Sources() => new(new PluginManager([], store: null, NullLogger<PluginManager>.Instance), _store, new Redactor(), _log, _time);

    private HttpSource Open(string credential) => new(
        new ActiveSource("fake", "fake", new FakeScheme()), new StoredWebhookSecrets(_store, credential, new Redactor(), _time, _log), NetworkList.Parse([], _time, _log), HttpSource.LargestBody);

    private async Task SaveAsync(string current, string? previous = null, DateTimeOffset until = default)
    {
        using WebhookSecretPair pair = new(SecretBuffer.FromChars(current), previous is null ? null : SecretBuffer.FromChars(previous), until);
        using SecretBuffer packed = pair.Pack();
        await _store.SaveAsync(TestStore.Draft("hook", CredentialKind.WebhookSecret), packed.Memory, AuditNote.None, Cancelled);
    }
}
