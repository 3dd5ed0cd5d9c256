using DevFlow.Platforms;

namespace DevFlow.Core.Logins;

/// <summary>The device authorization grant (RFC 8628): a person enters a code on any device, while this one asks whether they have.</summary>
internal sealed class DeviceLogin(OAuthExchange exchange, TimeProvider time)
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:device_code";
    private const long DefaultInterval = 5;
    private const long SlowDownStep = 5;

    // Clocks of virtual machines run up to a tenth fast, and who asks early by the server's clock is told to slow down. Whoever is
    // told so all the same has a clock that is worse: the server's interval grows as ours does, so the margin has to grow as well.
    private const double Safety = 1.2;
    private const double SafetyStep = 0.2;

    public async Task<LoginTokens> RunAsync(LoginRequest login, ILoginGuide guide, CancellationToken cancellationToken)
    {
        using DeviceCode device = await BeginAsync(login, cancellationToken).ConfigureAwait(false);
        await guide.ShowAsync($"Open {device.Page} and enter the code {device.UserCode}", device.PageWithCode, cancellationToken).ConfigureAwait(false);
        TimeSpan wait = TimeSpan.FromSeconds(device.Interval);
        double safety = Safety;
        DateTimeOffset end = time.GetUtcNow() + device.Life;
        while (time.GetUtcNow() < end)
        {
            await Task.Delay(wait * safety, time, cancellationToken).ConfigureAwait(false);
            (LoginTokens? tokens, OAuthRefusal? refusal) = await AskAsync(login, device, cancellationToken).ConfigureAwait(false);
            if (tokens is not null)
            {
                return tokens;
            }

            switch (refusal!.Error)
            {
                case "authorization_pending":
                    break;
                case "slow_down":
                    wait = TimeSpan.FromSeconds(Math.Max(refusal.Interval ?? 0, wait.TotalSeconds + SlowDownStep));
                    safety += SafetyStep;
                    break;
                default:
                    throw refusal.ToException(login);
            }
        }

        throw new OAuthRefusal("expired_token", null, null).ToException(login);
    }

    private async Task<DeviceCode> BeginAsync(LoginRequest login, CancellationToken cancellationToken)
    {
        using SecretBuffer client = SecretBuffer.FromChars(login.ClientId);
        using SecretBuffer scope = SecretBuffer.FromChars(login.ScopeText);
        return await exchange.SendAsync(
            login.Server.DeviceUri!, SecretForm.Of(("client_id", client), ("scope", scope)), body => DeviceCode.Read(login, new SecretJson(body.Span)), cancellationToken).ConfigureAwait(false);
    }

    // A question that got lost is asked again with the next; the server remembers.
    private async Task<(LoginTokens? Tokens, OAuthRefusal? Refusal)> AskAsync(LoginRequest login, DeviceCode device, CancellationToken cancellationToken)
    {
        using SecretBuffer grant = SecretBuffer.FromChars(Grant);
        using SecretBuffer client = SecretBuffer.FromChars(login.ClientId);
        try
        {
            return await exchange.RedeemAsync(
                login,
                SecretForm.Of(("grant_type", grant), ("device_code", device.Secret), ("client_id", client), ("client_secret", login.ClientSecret)),
                cancellationToken).ConfigureAwait(false);
        }
        catch (DevFlowException lost) when (lost.Reason == ErrorReason.Unreachable)
        {
            return (null, new OAuthRefusal("slow_down", null, null));
        }
    }

    /// <summary>What the server gave to begin with.</summary>
    private sealed record DeviceCode(SecretBuffer Secret, string UserCode, Uri Page, Uri PageWithCode, TimeSpan Life, long Interval) : IDisposable
    {
        public static DeviceCode Read(LoginRequest login, SecretJson json)
        {
            if (json.Text("error") is not null
                || json.Text("user_code") is not { } code
                || PageOf(json.Text("verification_uri") ?? json.Text("verification_url")) is not { } page
                || json.Secret("device_code") is not { } secret)
            {
                throw OAuthRefusal.Read(json).ToException(login);
            }

            return new DeviceCode(
                secret,
                ServerText.OneLine(code),
                page,
                PageOf(json.Text("verification_uri_complete")) ?? page,
                TimeSpan.FromSeconds(json.Number("expires_in") ?? 300),
                Math.Max(json.Number("interval") ?? DefaultInterval, 1));
        }

        public void Dispose() => Secret.Dispose();

        // It is shown, and may be opened: nothing but a web page.
        private static Uri? PageOf(string? text) =>
            Uri.TryCreate(text, UriKind.Absolute, out Uri? page) && (page.Scheme == Uri.UriSchemeHttps || (page.Scheme == Uri.UriSchemeHttp && page.IsLoopback)) ? page : null;
    }
}
