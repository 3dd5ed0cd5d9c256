using System.Net.Http.Headers;
using DevFlow.Core.Credentials;
using DevFlow.Core.Http;
using DevFlow.Core.Logging;
using DevFlow.Platforms;

namespace DevFlow.Core.Logins;

/// <summary>The requests of a login: forms to the platform's own OAuth server, without redirects and without the chain, which is for connections.</summary>
internal sealed class OAuthExchange(Redactor redactor, TimeProvider time, HttpMessageHandler? transport = null) : IDisposable
{
    private const int MaxAnswer = 64 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly HttpMessageInvoker _invoker = new(transport ?? HttpChain.CreateSockets());

    /// <summary>Sends a form and has the answer read; refusals come as JSON too, with whatever status.</summary>
    public async Task<T> SendAsync<T>(Uri address, SecretForm form, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = form };
        return await SendAsync(request, (_, body) => read(body), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request that a platform has written and has the answer read, whatever its status.</summary>
    public async Task<T> SendAsync<T>(HttpRequestMessage request, Func<HttpResponseMessage, ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken)
    {
        Uri address = request.RequestUri!;
        Origin.RequireSafe(address);
        if (request.Headers.Accept.Count == 0)
        {
            request.Headers.Accept.ParseAdd("application/json");
        }

        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("DevFlow", null));
        using CancellationTokenSource late = new(Limit, time);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await _invoker.SendAsync(request, limit.Token).ConfigureAwait(false);
            using SecretBuffer body = new(MaxAnswer);
            int length = await RefreshExchange.ReadAsync(response.Content, body.WritableMemory, limit.Token).ConfigureAwait(false);
            return read(response, body.Memory[..length]);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new DevFlowException(
                ErrorReason.Unreachable,
                $"{address.Authority} could not be reached for the login: {(failure is OperationCanceledException ? "no answer came in time" : failure.GetBaseException().Message.TrimEnd('.'))}.",
                "Check the address, the network, the proxy and the certificate, then begin again.",
                failure) { Target = address.Authority };
        }
    }

    /// <summary>Exchanges a code for tokens.</summary>
    /// <param name="login">The login.</param>
    /// <param name="form">What is exchanged.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The tokens, or the server's word for why there are none yet.</returns>
    public Task<(LoginTokens? Tokens, OAuthRefusal? Refusal)> RedeemAsync(LoginRequest login, SecretForm form, CancellationToken cancellationToken) =>
        SendAsync(login.Server.TokenUri, form, body => Read(login, body.Span), cancellationToken);

    public void Dispose() => _invoker.Dispose();

    private (LoginTokens? Tokens, OAuthRefusal? Refusal) Read(LoginRequest login, ReadOnlySpan<byte> body)
    {
        SecretJson json = new(body);
        string at = login.Server.TokensIn is { } inner && json.Text(inner + ".access_token") is not null ? inner + "." : "";
        if (json.Text("error") is not null || json.Secret(at + "access_token") is not { } access)
        {
            return (null, OAuthRefusal.Read(json));
        }

        SecretBuffer refresh = json.Secret(at + "refresh_token") ?? new SecretBuffer(0);
        Register(access);
        Register(refresh);
        DateTimeOffset now = time.GetUtcNow();
        return (new LoginTokens(
            new TokenSet(access, refresh, new SecretBuffer(login.ClientSecret.Bytes)),
            json.Text(at + "scope")?.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries) ?? [],
            After(now, json.Number(at + "expires_in")),
            After(now, json.Number(at + "refresh_token_expires_in"))), null);
    }

    private void Register(SecretBuffer secret)
    {
        using SecretChars text = secret.ToChars();
        _ = redactor.Register(text.Chars);
    }

    private static DateTimeOffset? After(DateTimeOffset now, long? seconds) => seconds is { } life ? now.AddSeconds(life) : null;
}
