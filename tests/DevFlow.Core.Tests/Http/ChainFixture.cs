using System.Text.Json;
using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Http;
using DevFlow.Core.Limits;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Core.Tests.Http;

/// <summary>The real chain over real sockets, with a clock that does not make tests wait.</summary>
internal sealed class ChainFixture : IDisposable
{
    public const string Token = "canary-token-51c9";

    private readonly HttpMetrics _metrics = new();
    private readonly HttpChain _chain;
    private readonly HttpMessageInvoker _invoker;

    public ChainFixture(Uri apiUri, HomeFolder? home = null, HttpMessageHandler? transport = null, TimeProvider? time = null)
    {
        time ??= Time;
        Limits = Limiters.Private(time);
        Hosts = new HostBook(time, _metrics);
        AnswerCache? cache = home is null ? null : new AnswerCache(home, NullLogger<AnswerCache>.Instance, time);
        _chain = new HttpChain(Limits, Hosts, cache, _metrics, NullLoggerFactory.Instance, time, transport);
        CurrentSecret token = new(CredentialKind.Token, "", SecretBuffer.FromChars(Token));
        ConnectionScope scope = new("main", "header", new HeaderPlatform(), apiUri, new GivenSecret(token));
        HttpMessageHandler handler = _chain.For(scope);
        _invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        Session = new PlatformSession(scope, handler);
    }

    public SwiftTime Time { get; } = new();

    public Limiters Limits { get; }

    public HttpMetrics Metrics => _metrics;

    public HostBook Hosts { get; }

    public PlatformSession Session { get; }

    /// <summary>How the calls wait: no longer than is over at once.</summary>
    public CallOptions Options { get; set; } = new() { MaxWait = TimeSpan.FromSeconds(10) };

    public Task<HttpResponseMessage> SendAsync(Uri uri, string method = "GET", string? body = null) =>
        SendAsync(new HttpRequestMessage(new HttpMethod(method), uri) { Content = body is null ? null : new StringContent(body) });

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        CallScope.Current = Options;
        return await _invoker.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<DevFlowException> FailAsync(Uri uri, string method = "GET") =>
        Assert.ThrowsAsync<DevFlowException>(() => SendAsync(uri, method, method == "POST" ? "{}" : null));

    public async Task<List<JsonElement>> ListAsync(string path)
    {
        List<JsonElement> items = [];
        PlatformRequest request = new() { Method = HttpMethod.Get, Path = path, AllPages = true };
        await foreach (JsonElement item in PlatformRequestSender.SendAsync(Session, request, TestContext.Current.CancellationToken))
        {
            items.Add(item);
        }

        return items;
    }

    public void Dispose()
    {
        _invoker.Dispose();
        Session.Dispose();
        _chain.Dispose();
        _metrics.Dispose();
        Limits.Dispose();
    }
}
