using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using DevFlow.Core.Webhooks;
using DevFlow.TestKit;

namespace DevFlow.Core.Tests.Webhooks;

/// <summary>
/// A listener is killed without warning while deliveries pour in, again and again, on the same journal. The full run:
/// <c>DEVFLOW_KILL_ROUNDS=100 dotnet run --project tests/DevFlow.Core.Tests -- -class DevFlow.Core.Tests.Webhooks.WebhookKillTests</c>
/// </summary>
public sealed class WebhookKillTests : IDisposable
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const int Senders = 8;

    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("DEVFLOW_KILL_ROUNDS") ?? "3", CultureInfo.InvariantCulture);

    private readonly TempFolder _folder = new();
    private readonly HttpClient _client = new();
    private readonly ConcurrentDictionary<string, bool> _acknowledged = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _acknowledgements = new(0);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_acknowledged_is_handled_and_nothing_twice()
    {
        Random random = new(7);
        for (int round = 0; round < Rounds; round++)
        {
            RunningProcess worker = await StartAsync();
            Uri address = Address(worker);
            using CancellationTokenSource killed = CancellationTokenSource.CreateLinkedTokenSource(Token);
            Task[] senders = [.. Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendUntilAsync(address, $"{round}-{sender}", killed.Token), Token))];

            // Any moment will do; that is the point.
            for (int left = random.Next(1, 400); left > 0; left--)
            {
                await _acknowledgements.WaitAsync(Token);
            }

            await worker.DisposeAsync();
            await killed.CancelAsync();
            await Task.WhenAll(senders);
            while (await _acknowledgements.WaitAsync(0, Token))
            {
            }
        }

        string[] acknowledged = [.. _acknowledged.Keys];
        await using RunningProcess last = await StartAsync();
        foreach (string id in acknowledged)
        {
            Assert.Equal(HttpStatusCode.OK, await SendAsync(Address(last), id, Token));
        }

        string[] effects;
        do
        {
            await Task.Delay(50, Token);
            effects = await ReadEffectsAsync();
        }
        while (acknowledged.Except(effects, StringComparer.Ordinal).Any());
        Assert.Equal(effects.Length, effects.Distinct(StringComparer.Ordinal).Count());
        TestContext.Current.TestOutputHelper?.WriteLine($"{Rounds} kills, {acknowledged.Length} deliveries acknowledged and sent again, {effects.Length} handled");
    }

    public void Dispose()
    {
        _client.Dispose();
        _acknowledgements.Dispose();
        _folder.Dispose();
    }

    private async Task SendUntilAsync(Uri address, string prefix, CancellationToken killed)
    {
        try
        {
            for (int n = 0; ; n++)
            {
                string id = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{n}");
                if (await SendAsync(address, id, killed) == HttpStatusCode.OK)
                {
                    _acknowledged[id] = true;
                    _acknowledgements.Release();
                }
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException)
        {
            // The listener was killed.
        }
    }

    private async Task<HttpStatusCode> SendAsync(Uri address, string id, CancellationToken cancellationToken)
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""{"type":"test.sent","data":{"id":"{{id}}"} }""");
        using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        foreach ((string name, string value) in new StandardWebhooks().Sign(new WebhookSample { Id = id, Body = body }, TimeProvider.System.GetUtcNow(), Encoding.UTF8.GetBytes(Secret)))
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage answer = await _client.SendAsync(request, cancellationToken);
        return answer.StatusCode;
    }

    private async Task<string[]> ReadEffectsAsync()
    {
        using FileStream file = new(_folder.File("effects.txt"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(file);
        return (await reader.ReadToEndAsync(Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<RunningProcess> StartAsync()
    {
        ProcessOptions options = new("dotnet", [BuiltProject.Assembly("tests", "WebhookHost"), _folder.Path, Secret]) { StandardInput = null, TimeLimit = TimeSpan.FromMinutes(5) };
        RunningProcess process = await RunningProcess.StartAsync(options, Token);
        await process.WaitForOutputAsync(";", Token);
        return process;
    }

    private static Uri Address(RunningProcess process) => new(process.Output.Split(';')[0]);
}
