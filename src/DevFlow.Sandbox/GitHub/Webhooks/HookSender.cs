using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Delivers what one hook is told, one after the other and each once: GitHub never retries.</summary>
internal sealed class HookSender : IDisposable
{
    // A receiver that hangs costs 10 s a delivery; beyond this many waiting ones new notices are lost, as a failed delivery is.
    private const int MaxWaiting = 10_000;

    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(10);

    private readonly Channel<HookNotice> _waiting = Channel.CreateBounded<HookNotice>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource _stop = new();
    private readonly HookDispatcher _dispatcher;

    public HookSender(Hook hook, HookDispatcher dispatcher)
    {
        Hook = hook;
        _dispatcher = dispatcher;
        Completion = Task.Run(RunAsync);
    }

    public Hook Hook { get; }

    /// <summary>Ends after <see cref="Stop"/>, when the delivery under way is broken off.</summary>
    public Task Completion { get; }

    public void Enqueue(HookNotice notice) => _waiting.Writer.TryWrite(notice);

    public void Stop() => _stop.Cancel();

    /// <summary>To be called when <see cref="Completion"/> has ended.</summary>
    public void Dispose() => _stop.Dispose();

    private async Task RunAsync()
    {
        try
        {
            await foreach (HookNotice notice in _waiting.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                await notice.Answered.WaitAsync(_stop.Token).ConfigureAwait(false);
                Hook.LastResponse = await DeliverAsync(notice, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The hook was deleted or the sandbox stops.
        }
    }

    private async Task<HookResponse> DeliverAsync(HookNotice notice, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(DeliveryTimeout, _dispatcher.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using HttpRequestMessage request = CreateRequest(notice);
            using HttpResponseMessage response = await _dispatcher.Client(Hook)
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return HookResponse.From((int)response.StatusCode);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return HookResponse.TimedOut;
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return HookResponse.Unreachable;
        }
    }

    private HttpRequestMessage CreateRequest(HookNotice notice)
    {
        byte[] body = CreateBody(notice);
        ByteArrayContent content = new(body);
        content.Headers.TryAddWithoutValidation("Content-Type", Hook.IsForm ? "application/x-www-form-urlencoded" : "application/json");
        HttpRequestMessage request = new(HttpMethod.Post, Hook.Url) { Content = content };
        Add(request, "Accept", "*/*");
        Add(request, "User-Agent", _dispatcher.UserAgent);
        Add(request, "X-GitHub-Delivery", Guid.NewGuid().ToString("D"));
        Add(request, "X-GitHub-Event", notice.Event);
        Add(request, "X-GitHub-Hook-ID", $"{Hook.Id}");
        Add(request, "X-GitHub-Hook-Installation-Target-ID", $"{notice.Repository?.Id}");
        Add(request, "X-GitHub-Hook-Installation-Target-Type", "repository");
        if (Hook.Secret is { } secret)
        {
#pragma warning disable CA5350 // GitHub still sends the old signature beside the new one.
            Add(request, "X-Hub-Signature", "sha1=" + Convert.ToHexStringLower(HMACSHA1.HashData(secret, body)));
#pragma warning restore CA5350
            Add(request, "X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(secret, body)));
        }

        return request;
    }

    private byte[] CreateBody(HookNotice notice)
    {
        using JsonBuffer buffer = JsonBuffer.Rent();
        HookPayload.Write(buffer.Writer, notice, _dispatcher.Links);
        ReadOnlyMemory<byte> json = buffer.Finish();
        return Hook.IsForm
            ? Encoding.ASCII.GetBytes("payload=" + Uri.EscapeDataString(Encoding.UTF8.GetString(json.Span)))
            : json.ToArray();
    }

    private static void Add(HttpRequestMessage request, string name, string value) =>
        request.Headers.TryAddWithoutValidation(name, value);
}
