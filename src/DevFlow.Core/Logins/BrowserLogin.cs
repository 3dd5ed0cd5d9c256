using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using DevFlow.Platforms;

namespace DevFlow.Core.Logins;

/// <summary>The authorization code grant with PKCE (RFC 7636) for programs on a person's own machine (RFC 8252).</summary>
internal sealed class BrowserLogin(OAuthExchange exchange, TimeProvider time)
{
    private const int RandomBytes = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public async Task<LoginTokens> RunAsync(LoginRequest login, ILoginGuide guide, CancellationToken cancellationToken)
    {
        string state = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        string verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        using RedirectListener? listener = guide.AskForAddress is null ? RedirectListener.Open(login.RedirectUri) : null;
        LoginRequest here = listener is null ? login : login with { RedirectUri = listener.Address };
        await guide.ShowAsync("Open this page and allow the access:", PageOf(here, state, verifier), cancellationToken).ConfigureAwait(false);
        RedirectAnswer answer = listener is null
            ? RedirectAnswer.Parse(await guide.AskForAddress!(cancellationToken).ConfigureAwait(false))
            : await ListenAsync(listener, state, here, cancellationToken).ConfigureAwait(false);
        if (!answer.IsOf(state))
        {
            throw new DevFlowException(
                ErrorReason.AuthenticationFailed,
                "The address is not the one this login ends at: its state is another one.",
                "Begin again, and paste the whole address that the browser shows after the page was confirmed.");
        }

        return answer.Code is null
            ? throw new OAuthRefusal(answer.Error ?? "", null, null).ToException(here)
            : await RedeemAsync(here, answer.Code, verifier, cancellationToken).ConfigureAwait(false);
    }

    private async Task<RedirectAnswer> ListenAsync(RedirectListener listener, string state, LoginRequest login, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(Patience, time);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await listener.WaitAsync(state, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DevFlowException(
                ErrorReason.TimedOut,
                $"Nobody allowed the access at {login.Server.AuthorizationUri!.Authority} within {Patience.TotalMinutes:F0} minutes.",
                "Begin again. Where the browser runs on another machine, -PasteAddress takes the address it ends at.") { Target = login.Server.AuthorizationUri.Authority };
        }
    }

    private static Uri PageOf(LoginRequest login, string state, string verifier)
    {
        List<KeyValuePair<string, string>> query =
        [
            new("response_type", "code"),
            new("client_id", login.ClientId),
            new("redirect_uri", login.RedirectUri.AbsoluteUri),
            new(login.Server.ScopeParameter, login.ScopeText),
            new("state", state),
            .. login.Server.AuthorizationParameters,
        ];
        if (login.Server.UsesPkce)
        {
            query.Add(new("code_challenge", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))));
            query.Add(new("code_challenge_method", "S256"));
        }

        return new UriBuilder(login.Server.AuthorizationUri!)
        {
            Query = string.Join('&', query.Select(static field => $"{field.Key}={Uri.EscapeDataString(field.Value)}")),
        }.Uri;
    }

    private async Task<LoginTokens> RedeemAsync(LoginRequest login, string code, string verifier, CancellationToken cancellationToken)
    {
        using SecretBuffer grant = SecretBuffer.FromChars("authorization_code");
        using SecretBuffer client = SecretBuffer.FromChars(login.ClientId);
        using SecretBuffer codeBytes = SecretBuffer.FromChars(code);
        using SecretBuffer redirect = SecretBuffer.FromChars(login.RedirectUri.AbsoluteUri);
        using SecretBuffer proof = SecretBuffer.FromChars(login.Server.UsesPkce ? verifier : "");
        (LoginTokens? tokens, OAuthRefusal? refusal) = await exchange.RedeemAsync(
            login,
            SecretForm.Of(
                ("grant_type", grant), ("code", codeBytes), ("redirect_uri", redirect), ("code_verifier", proof), ("client_id", client), ("client_secret", login.ClientSecret)),
            cancellationToken).ConfigureAwait(false);
        return tokens ?? throw refusal!.ToException(login);
    }
}
