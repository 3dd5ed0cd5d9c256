using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DevFlow.Core.Events;
using DevFlow.Core.Webhooks;
using DevFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Core.Tests.Webhooks;

/// <summary>Addresses, TLS, restarts, health and figures.</summary>
public sealed class ListenerServerTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(ListenerFixture.Now);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_address_than_loopback_needs_TLS_or_a_word()
    {
        DevFlowException refused = await Assert.ThrowsAsync<DevFlowException>(() => ListenerFixture.StartAsync(change: static options => options with { Address = IPAddress.Any }));
        Assert.Equal(ErrorReason.InsecureAddress, refused.Reason);

        await using ListenerFixture allowed = await ListenerFixture.StartAsync(change: static options => options with { Address = IPAddress.Any, AllowPlainHttp = true });
        Assert.Equal(200, await RawHttp.SendAsync(allowed.Listener.Uri, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", Cancelled));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_certificate_from_a_file_brings_HTTP_2_and_a_renewed_one_is_used_without_a_restart(bool pem)
    {
        using SecretBuffer password = SecretBuffer.FromChars("of the file");
        string path = Write("first", pem, 1);
        await using ListenerFixture door = await ListenerFixture.StartAsync(
            change: options => options with { Certificate = ListenerCertificate.Open(new Core.Webhooks.CertificateRequest(path, null, pem ? null : password, null), _time, new LogLines()) });

        Assert.Equal("https", door.Listener.Uri.Scheme);
        Assert.Equal((HttpVersion.Version20, HttpStatusCode.OK, "CN=first"), await SendAsync(door, "1", HttpVersion.Version20));
        Assert.Equal((HttpVersion.Version11, HttpStatusCode.OK, "CN=first"), await SendAsync(door, "2", HttpVersion.Version11));

        Write("second", pem, 2);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((HttpVersion.Version20, HttpStatusCode.OK, "CN=second"), await SendAsync(door, "3", HttpVersion.Version20));

        await File.WriteAllTextAsync(path, "-----BEGIN nonsense", Cancelled);
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 3, 0, 0, 0, DateTimeKind.Utc));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((HttpVersion.Version20, HttpStatusCode.OK, "CN=second"), await SendAsync(door, "4", HttpVersion.Version20));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0016\u0003\u0001\u0002")]
    [InlineData("POST /webhooks/fake HTTP/1.1\r\nHost: a\r\n\r\n")]
    public async Task Who_speaks_no_TLS_or_too_slowly_is_cut_off(string said)
    {
        string path = Write("first", pem: true, 1);
        await using ListenerFixture door = await ListenerFixture.StartAsync(
            change: options => options with { Certificate = ListenerCertificate.Open(new Core.Webhooks.CertificateRequest(path, null, null, null), _time, new LogLines()) });
        using RawHttp raw = await RawHttp.ConnectAsync(door.Listener.Uri, Cancelled);
        await raw.WriteAsync(System.Text.Encoding.Latin1.GetBytes(said), Cancelled);
        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.DoesNotContain("HTTP", await raw.ReadHeadAsync(Cancelled), StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Equal(0, door.Scheme.Verified);
    }

    [Fact]
    public void A_certificate_that_cannot_be_used_is_named()
    {
        string path = _folder.Write("cert.pem", "-----BEGIN nonsense");
        DevFlowException refused = Assert.Throws<DevFlowException>(() => ListenerCertificate.Open(new Core.Webhooks.CertificateRequest(path, null, null, null), _time, new LogLines()));
        Assert.Equal((ErrorReason.InvalidArgument, path), (refused.Reason, refused.Target));
        Assert.Throws<DevFlowException>(() => ListenerCertificate.Open(new Core.Webhooks.CertificateRequest(null, null, null, "no-such.example"), _time, new LogLines()));
    }

    [Fact]
    public async Task A_restart_keeps_port_secrets_and_figures()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync();
        Uri before = door.Listener.Uri;
        using HttpResponseMessage first = await door.SendAsync("1");

        await door.Listener.RestartAsync(Cancelled);

        using HttpResponseMessage second = await door.SendAsync("2");
        Assert.Equal((before, 2L, true), (door.Listener.Uri, door.Listener.Accepted, door.Listener.IsListening));
        Assert.False(door.Listener.Ended.IsCompleted);
        await door.Listener.DisposeAsync();
        Assert.True(door.Listener.Ended.IsCompleted);
    }

    [Fact]
    public async Task Restarts_and_the_end_at_once_come_one_after_the_other_and_free_the_port()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync();
        Task[] restarts = [.. Enumerable.Range(0, 6).Select(_ => Task.Run(() => door.Listener.RestartAsync(Cancelled), Cancelled))];
        await restarts[0];

        await door.Listener.DisposeAsync();

        foreach (Task restart in restarts)
        {
            // Each is carried out or refused; none waits for ever.
            await restart.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        Assert.Equal((true, false), (door.Listener.Ended.IsCompleted, door.Listener.IsListening));
        using TcpListener free = new(IPAddress.Loopback, door.Listener.Uri.Port);
        free.Start();
    }

    [Fact]
    public async Task What_a_proxy_passes_on_is_told_no_figures()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync();
        foreach (string path in new[] { "readyz", "metrics" })
        {
            using HttpRequestMessage passed = new(HttpMethod.Get, new Uri(door.Listener.HealthUri, path)) { Headers = { { "X-Forwarded-For", "203.0.113.7" } } };
            using HttpResponseMessage remote = await door.SendAsync(passed);
            using HttpResponseMessage local = await door.Client.GetAsync(new Uri(door.Listener.HealthUri, path), Cancelled);
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (remote.StatusCode, local.StatusCode));
        }
    }

    [Fact]
    public async Task Health_and_figures_have_a_port_of_their_own_where_asked()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync(change: static options => options with { HealthPort = 0 });
        Uri health = door.Listener.HealthUri;

        Assert.NotEqual(door.Listener.Uri.Port, health.Port);
        foreach (string path in new[] { "healthz", "readyz", "metrics" })
        {
            using HttpResponseMessage own = await door.Client.GetAsync(new Uri(health, path), Cancelled);
            using HttpResponseMessage other = await door.Client.GetAsync(new Uri(door.Listener.Uri, "/" + path), Cancelled);
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (own.StatusCode, other.StatusCode));
        }

        using HttpResponseMessage delivery = await door.SendAsync(ListenerFixture.Signed(new Uri(health, "/webhooks/fake")));
        Assert.Equal(HttpStatusCode.NotFound, delivery.StatusCode);
    }

    [Fact]
    public async Task It_is_not_ready_while_nothing_can_be_stored()
    {
        bool full = true;
        await using ListenerFixture door = await ListenerFixture.StartAsync((_, _) => Volatile.Read(ref full)
            ? ValueTask.FromException<bool>(new DevFlowException(ErrorReason.JournalUnusable, "The disk is full."))
            : ValueTask.FromResult(true));
        Uri ready = new(door.Listener.HealthUri, "readyz");

        using HttpResponseMessage before = await door.Client.GetAsync(ready, Cancelled);
        using HttpResponseMessage refused = await door.SendAsync("1");
        using HttpResponseMessage failing = await door.Client.GetAsync(ready, Cancelled);
        Volatile.Write(ref full, false);
        using HttpResponseMessage stored = await door.SendAsync("1");
        using HttpResponseMessage after = await door.Client.GetAsync(ready, Cancelled);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (before.StatusCode, failing.StatusCode, after.StatusCode));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (refused.StatusCode, stored.StatusCode));
    }

    [Fact]
    public async Task What_the_bus_refuses_is_answered_with_200_and_written_down()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync((_, _) => ValueTask.FromException<bool>(new DevFlowException(ErrorReason.InvalidArgument, "The middleware 'rules' refused it.")));

        using HttpResponseMessage answer = await door.SendAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((WebhookOutcome.Refused, "The middleware 'rules' refused it."), (door.Deliveries.Single().Outcome, door.Deliveries.Single().Reason));
    }

    [Fact]
    public async Task What_a_middleware_stops_counts_as_refused_and_not_as_accepted()
    {
        WebhookInbox inbox = new(static (e, _) => new(new PublishResult(e, PublishOutcome.Stopped, "rules")), NullLogger.Instance);
        await using ListenerFixture door = await ListenerFixture.StartAsync(inbox: inbox);

        using HttpResponseMessage answer = await door.SendAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((WebhookOutcome.Refused, "the middleware 'rules' stopped it", 0L), (door.Deliveries.Single().Outcome, door.Deliveries.Single().Reason, door.Deliveries.Single().EventSequence));
        Assert.Equal(0, door.Listener.Accepted);
    }

    [Fact]
    public async Task The_figures_are_OpenMetrics()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync();
        using HttpResponseMessage accepted = await door.SendAsync("1");
        using HttpResponseMessage duplicate = await door.SendAsync("1");
        using HttpResponseMessage lost = await door.SendAsync(ListenerFixture.Signed(new Uri(door.Listener.Uri, "/elsewhere")));

        using HttpResponseMessage answer = await door.Client.GetAsync(new Uri(door.Listener.HealthUri, "metrics"), Cancelled);
        string[] lines = (await answer.Content.ReadAsStringAsync(Cancelled)).Split('\n');

        Assert.Equal("application/openmetrics-text", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["# EOF", ""], lines[^2..]);
        Assert.Contains("devflow_webhook_deliveries_total{source=\"fake\",platform=\"fake\",outcome=\"Accepted\"} 1", lines);
        Assert.Contains("devflow_webhook_deliveries_total{source=\"fake\",platform=\"fake\",outcome=\"Duplicate\"} 1", lines);
        Assert.Contains("devflow_webhook_refused_requests_total 1", lines);
        Assert.Contains("devflow_webhook_ack_duration_seconds_bucket{source=\"fake\",platform=\"fake\",le=\"+Inf\"} 2", lines);
        Assert.Contains("devflow_webhook_store_writable 1", lines);

        // Each sample belongs to the family announced last, and no family is announced twice.
        string family = "";
        HashSet<string> seen = [];
        foreach (string line in lines.SkipLast(2))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                family = line.Split(' ')[2];
                Assert.True(seen.Add(family));
            }
            else
            {
                Assert.StartsWith(line[0] == '#' ? $"# {line.Split(' ')[1]} {family} " : family, line, StringComparison.Ordinal);
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(Version Version, HttpStatusCode Status, string Subject)> SendAsync(ListenerFixture door, string id, Version version)
    {
        string subject = "";
#pragma warning disable MA0039 // The certificate is what is asked for.
        using HttpClientHandler handler = new()
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) =>
            {
                subject = certificate!.Subject;
                return true;
            },
        };
#pragma warning restore MA0039
        using HttpClient client = new(handler);
        using HttpRequestMessage request = ListenerFixture.Signed(door.Listener.Uri, id);
        request.Version = version;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using HttpResponseMessage answer = await client.SendAsync(request, Cancelled);
        return (answer.Version, answer.StatusCode, subject);
    }

    private string Write(string name, bool pem, int day)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        System.Security.Cryptography.X509Certificates.CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(30));
        string path = _folder.File(pem ? "cert.pem" : "cert.pfx");
        if (pem)
        {
            File.WriteAllText(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        }
        else
        {
            File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, "of the file"));
        }

        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, day, 0, 0, 0, DateTimeKind.Utc));
        return path;
    }
}
