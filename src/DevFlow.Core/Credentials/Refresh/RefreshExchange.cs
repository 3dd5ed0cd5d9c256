using DevFlow.Core.Http;
using DevFlow.Core.Logging;

namespace DevFlow.Core.Credentials;

/// <summary>
/// Sends the one request that renews a credential and reads its answer. Not through the chain: that would repeat, redirect and
/// authenticate. Once begun it is not cancelled, as its answer may be the only copy of the next secret.
/// </summary>
internal sealed class RefreshExchange(Redactor redactor, TimeProvider time, HttpMessageHandler? transport = null) : IDisposable
{
    /// <summary>How long one exchange may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private const int MaxAnswer = 64 * 1024;

    private readonly HttpMessageInvoker _invoker = new(transport ?? CreateSockets());

    /// <summary>What the platform answered. A failure on the way is an answer, too: one that says whether the request can have arrived.</summary>
    public async Task<RefreshAnswer> SendAsync(ICredentialRefresher refresher, RefreshRequest request)
    {
        Uri address;
        HttpRequestMessage written;
        try
        {
            written = refresher.CreateRequest(request);
            address = written.RequestUri!;
            Origin.RequireSafe(address);
        }
        catch (DevFlowException unusable)
        {
            return new RefreshAnswer(RefreshOutcome.Failed, unusable);
        }

        using HttpRequestMessage message = written;
        using SecretChars exchanged = request.Secret.ToChars();
        using SecretChars client = request.ClientSecret.ToChars();
        using IDisposable first = redactor.Register(exchanged.Chars);
        using IDisposable second = redactor.Register(client.Chars);
        using CancellationTokenSource limit = new(Limit, time);
        try
        {
            using HttpResponseMessage response = await _invoker.SendAsync(message, limit.Token).ConfigureAwait(false);
            using SecretBuffer buffer = new(MaxAnswer);
            int length = await ReadAsync(response.Content, buffer.WritableMemory, limit.Token).ConfigureAwait(false);
            return refresher.ReadAnswer(request.Credential, response, buffer.Bytes[..length], time.GetUtcNow());
        }
        catch (HttpRequestException failure)
        {
            return NotAnswered(address, RetryMatrix.WasNeverSent(failure), failure.GetBaseException().Message, failure);
        }
        catch (IOException failure)
        {
            return NotAnswered(address, wasNeverSent: false, failure.Message, failure);
        }
        catch (OperationCanceledException failure)
        {
            // Without our limit it is the sockets' own, for connecting.
            return NotAnswered(address, !limit.IsCancellationRequested, "no answer came in time", failure);
        }
    }

    public void Dispose() => _invoker.Dispose();

    // A kept connection may turn out to be closed, and the sockets would then send the request again by themselves.
    private static SocketsHttpHandler CreateSockets()
    {
        SocketsHttpHandler sockets = HttpChain.CreateSockets();
        sockets.PooledConnectionLifetime = TimeSpan.Zero;
        return sockets;
    }

    /// <summary>Reads an answer that may hold secrets to where it can be wiped; what does not fit is left out.</summary>
    /// <returns>The bytes read.</returns>
    public static async Task<int> ReadAsync(HttpContent content, Memory<byte> target, CancellationToken cancellationToken)
    {
        Stream body = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            return await body.ReadAtLeastAsync(target, target.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }
    }

    private static RefreshAnswer NotAnswered(Uri address, bool wasNeverSent, string cause, Exception failure) => new(
        wasNeverSent ? RefreshOutcome.Failed : RefreshOutcome.Unknown,
        new DevFlowException(
            ErrorReason.Unreachable,
            $"{address.Authority} gave no answer to the request for a new secret: {cause.TrimEnd('.')}.",
            wasNeverSent
                ? "Check the network and the proxy, then try again; the request was not sent and the stored secret is untouched."
                : "Try again: whether the secret was exchanged is not known, and the next attempt finds out.",
            failure) { Target = address.Authority });
}
