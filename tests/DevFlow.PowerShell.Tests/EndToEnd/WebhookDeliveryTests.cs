using System.Net;

namespace DevFlow.PowerShell.Tests.EndToEnd;

[Collection(HostedSession.Collection)]
public sealed class WebhookDeliveryTests : IDisposable
{
    private const string Secret = "canary-webhook-secret";
    private const string Signature = "X-Hub-Signature-256";

    // One journal a test: each counts what is in it.
    private readonly HostedSession _session = new();
    private readonly HttpClient _client = new();
    private readonly Uri _uri;

    public WebhookDeliveryTests()
    {
        _session.Set("secret", HostedSession.Secure(Secret));
        _session.Run("$listener = Start-DevFlowWebhookListener github -Secret $secret -Name door; $started = [DateTimeOffset]::UtcNow");
        _uri = _session.Get<Uri>("$listener.Uri");
    }

    [Fact]
    public async Task Every_example_payload_is_accepted_published_and_handled_once()
    {
        IReadOnlyList<Delivery> deliveries = Delivery.Examples();
        Assert.Equal(329, deliveries.Count);
        _session.Run("""
            $handler = Register-DevFlowEventHandler 'github.**' -Name counter -Action {
                Publish-DevFlowEvent walked.event -Data @{ id = $_.Id; names = @($_.Data.PSObject.Properties.Name); repository = $_.Data.repository.full_name }
            }
            """);

        Assert.All(await PostAllAsync(deliveries), static status => Assert.Equal(HttpStatusCode.OK, status));
        await _session.UntilAsync("$handler.Handled + $handler.Failed -ge 329");

        Assert.Equal(329, _session.Get<long>("$handler.Handled"));
        Assert.Equal(329, _session.Get<long>("$listener.Accepted"));
        string[] ids = [.. deliveries.Select(static d => d.Id).Order(StringComparer.Ordinal)];
        Assert.Equal(ids, Ids("(Get-DevFlowEvent 'github.**').Id"));
        Assert.Equal(ids, Ids("(Get-DevFlowEvent walked.event).Data.id"));
        Assert.Equal(0, _session.Get<int>("@(Get-DevFlowEvent walked.event | Where-Object { -not $_.Data.names.Count }).Count"));
        Assert.True(_session.Get<int>("@(Get-DevFlowEvent walked.event | Where-Object { $_.Data.repository -eq 'Codertocat/Hello-World' }).Count") > 100);
        Assert.Equal(329, _session.Get<int>("@(Get-DevFlowEvent walked.event | Where-Object { $_.CausationId -eq $_.Data.id }).Count"));

        Assert.All(await PostAllAsync(deliveries), static status => Assert.Equal(HttpStatusCode.OK, status));

        Assert.Equal(329, _session.Get<long>("$listener.Duplicates"));
        Assert.Equal(329, _session.Get<long>("$listener.Accepted"));
        Assert.Equal(329, _session.Get<long>("$handler.Handled + $handler.Waiting + $handler.Failed"));
        Assert.Equal(ids, Ids("(Get-DevFlowEvent 'github.**').Id"));
        _session.Run("$handler | Unregister-DevFlowEventHandler");
    }

    [Fact]
    public async Task What_is_not_signed_with_the_secret_is_refused_and_publishes_nothing()
    {
        Delivery delivery = Delivery.Ping();
        Delivery flipped = delivery with { Body = [.. delivery.Body.Select(static (b, i) => i == 10 ? (byte)(b ^ 1) : b)] };
        string right = delivery.Sign(Secret);
        int before = _session.Get<int>("@(Get-DevFlowEvent 'github.**').Count");

        Assert.Equal(HttpStatusCode.Unauthorized, await flipped.PostAsync(_client, _uri, (Signature, right)));
        Assert.Equal(HttpStatusCode.Unauthorized, await delivery.PostAsync(_client, _uri));
        Assert.Equal(HttpStatusCode.Unauthorized, await delivery.PostAsync(_client, _uri, (Signature, "")));
        Assert.Equal(HttpStatusCode.Unauthorized, await delivery.PostAsync(_client, _uri, ("X-Hub-Signature", delivery.SignWithSha1(Secret))));
        Assert.Equal(HttpStatusCode.Unauthorized, await delivery.PostAsync(_client, _uri, (Signature, delivery.SignWithSha1(Secret))));
        Assert.Equal(HttpStatusCode.Unauthorized, await delivery.PostAsync(_client, _uri, (Signature, delivery.Sign("another secret"))));
        Assert.Equal(HttpStatusCode.Unauthorized, await delivery.PostAsync(_client, _uri, (Signature, right[..^1] + (right[^1] == '0' ? '1' : '0'))));

        Assert.Equal(7, _session.Get<long>("$listener.Rejected"));
        Assert.Equal(before, _session.Get<int>("@(Get-DevFlowEvent 'github.**').Count"));
        Assert.Equal(HttpStatusCode.OK, await delivery.PostAsync(_client, _uri, (Signature, right)));
    }

    [Fact]
    public async Task The_answer_comes_while_the_handler_is_still_busy()
    {
        _session.Run("""
            $handler = Register-DevFlowEventHandler github.ping -Name slow -Action {
                Publish-DevFlowEvent slow.begun
                $null = Wait-DevFlowEvent slow.release -Since $_.Time -TimeoutSec 60
            }
            """);
        Delivery delivery = Delivery.Ping();

        Assert.Equal(HttpStatusCode.OK, await delivery.PostAsync(_client, _uri, (Signature, delivery.Sign(Secret))));

        _session.Run("$null = Wait-DevFlowEvent slow.begun -Since $started");
        Assert.Equal(0, _session.Get<long>("$handler.Handled"));
        Delivery second = Delivery.Ping();
        Assert.Equal(HttpStatusCode.OK, await second.PostAsync(_client, _uri, (Signature, second.Sign(Secret))));
        _session.Run("Publish-DevFlowEvent slow.release");
        await _session.UntilAsync("$handler.Handled -eq 2");
        _session.Run("$handler | Unregister-DevFlowEventHandler");
    }

    public void Dispose()
    {
        _client.Dispose();
        _session.Dispose();
    }

    private string[] Ids(string script) => [.. _session.Run(script).Select(static id => (string)id.BaseObject).Order(StringComparer.Ordinal)];

    private async Task<HttpStatusCode[]> PostAllAsync(IReadOnlyList<Delivery> deliveries)
    {
        HttpStatusCode[] answers = new HttpStatusCode[deliveries.Count];
        ParallelOptions options = new() { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForAsync(0, deliveries.Count, options, async (i, _) => answers[i] = await deliveries[i].PostAsync(_client, _uri, (Signature, deliveries[i].Sign(Secret))));
        return answers;
    }
}
