using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Limits;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Where clients begin a device flow and get their tokens.</summary>
/// <remarks>https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps</remarks>
internal sealed class OAuthRoutes(GitHubLogins logins, LimitNumbers numbers, SandboxClock clock)
{
    private const string Documentation = "https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps";
    private const string DeviceGrantType = "urn:ietf:params:oauth:grant-type:device_code";

    private readonly Keyed<string, RollingWindow> _requests = new(_ => numbers.Rolling(LimitNumbers.OAuth), capacity: 1000);

    public IEnumerable<GitHubRoute> Routes =>
    [
        new("POST", "/login/device/code", "", Documentation + "#device-flow", StartDeviceAsync) { IsOutsideApi = true, Callers = Callers.Anyone },
        new("POST", "/login/oauth/access_token", "", Documentation, IssueAsync) { IsOutsideApi = true, Callers = Callers.Anyone },
    ];

    private async ValueTask<Answer> StartDeviceAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (await ReadAsync(call, cancellationToken).ConfigureAwait(false) is not { } fields)
        {
            return Answer.Empty(StatusCodes.Status400BadRequest);
        }

        if (logins.OAuth.FindClient(fields.Text("client_id")) is not { } client)
        {
            call.Exchange.Refuse("incorrect_client_credentials");
            return OAuthAnswer.Create(call, [new("error", "Not Found")], StatusCodes.Status404NotFound);
        }

        IReadOnlyList<string> scopes = Scopes.Parse(fields.Text("scope"));
        OAuthOutcome outcome = logins.OAuth.StartDevice(client, scopes, out (DeviceGrant<Grant> Grant, string DeviceCode) started);
        return outcome != OAuthOutcome.Granted
            ? OAuthAnswer.Refuse(call, outcome)
            : OAuthAnswer.Create(call,
            [
                new("device_code", started.DeviceCode),
                new("user_code", started.Grant.UserCode),
                new("verification_uri", call.Links.Html + "/login/device"),
                new("expires_in", OAuthAnswer.Seconds(started.Grant.ExpiresAt - clock.Now)),
                new("interval", OAuthAnswer.Seconds(started.Grant.Interval)),
            ]);
    }

    private async ValueTask<Answer> IssueAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (await ReadAsync(call, cancellationToken).ConfigureAwait(false) is not { } fields)
        {
            return Answer.Empty(StatusCodes.Status400BadRequest);
        }

        (string? id, string? secret) = ReadClient(call, fields);
        if (Count(call, id) is { } refusal)
        {
            return refusal;
        }

        string? code = fields.Text("code");
        return (fields.Text("grant_type") ?? (code is null ? "" : "authorization_code")) switch
        {
            DeviceGrantType => PollDevice(call, id, secret, fields.Text("device_code") ?? ""),
            "refresh_token" => Refresh(call, id, secret, fields.Text("refresh_token") ?? ""),
            "authorization_code" => Redeem(call, id, secret, fields),
            "" => OAuthAnswer.Refuse(call, OAuthOutcome.CodeUnknown),
            _ => OAuthAnswer.Refuse(
                call,
                "unsupported_grant_type",
                "The grant_type must be urn:ietf:params:oauth:grant-type:device_code, refresh_token or authorization_code.",
                Documentation),
        };
    }

    private Answer PollDevice(GitHubCall call, string? id, string? secret, string deviceCode)
    {
        OAuthOutcome outcome = logins.OAuth.CheckClient(id, secret, needsSecret: false, out OAuthClient? client);
        return outcome == OAuthOutcome.Granted
            ? Show(call, client!, logins.OAuth.PollDevice(client!, deviceCode))
            : OAuthAnswer.Refuse(call, outcome);
    }

    private Answer Redeem(GitHubCall call, string? id, string? secret, Fields fields)
    {
        OAuthOutcome outcome = logins.OAuth.CheckClient(id, secret, needsSecret: true, out OAuthClient? client);
        return outcome == OAuthOutcome.Granted
            ? Show(call, client!, logins.OAuth.Redeem(client!, fields.Text("code") ?? "", fields.Text("redirect_uri"), fields.Text("code_verifier")))
            : OAuthAnswer.Refuse(call, outcome);
    }

    private Answer Refresh(GitHubCall call, string? id, string? secret, string refreshToken)
    {
        logins.Tokens.Find(refreshToken, out Token<Grant>? shown);
        bool needsSecret = shown?.Spec.Owner.IsFromDevice != true;
        OAuthOutcome outcome = logins.OAuth.CheckClient(id, secret, needsSecret, out OAuthClient? client);
        return outcome == OAuthOutcome.Granted
            ? Show(call, client!, logins.OAuth.Refresh(client!, refreshToken))
            : OAuthAnswer.Refuse(call, outcome);
    }

    private Answer Show(GitHubCall call, OAuthClient client, OAuthResult<Grant> result)
    {
        if (result.Tokens is not { } tokens)
        {
            return OAuthAnswer.Refuse(call, result.Outcome, result.Interval);
        }

        call.Exchange.Account = tokens.Access.Spec.Owner.Account.Login;
        List<KeyValuePair<string, object>> members = [new("access_token", tokens.AccessSecret)];
        if (tokens.Refresh is { } refresh)
        {
            members.Add(new("expires_in", OAuthAnswer.Seconds(tokens.Access.Spec.ExpiresAt!.Value - clock.Now)));
            members.Add(new("refresh_token", tokens.RefreshSecret!));
            members.Add(new("refresh_token_expires_in", OAuthAnswer.Seconds(refresh.Spec.ExpiresAt!.Value - clock.Now)));
        }

        // What an App may do is the App's matter, so its tokens have no scopes.
        members.Add(new("scope", logins.FindApp(client.Id) is null ? string.Join(',', tokens.Access.Spec.Scopes) : ""));
        members.Add(new("token_type", "bearer"));
        return OAuthAnswer.Create(call, members);
    }

    private Answer? Count(GitHubCall call, string? clientId)
    {
        if (logins.OAuth.FindClient(clientId) is not { } client || _requests[client.Id].TryTake(1, out Reading reading))
        {
            return null;
        }

        call.Exchange.Refuse("secondary-oauth");
        call.Response.Headers.RetryAfter = OAuthAnswer.Seconds(reading.RetryAfter).ToString(null as IFormatProvider);
        return GitHubProblem.Create(
            StatusCodes.Status429TooManyRequests,
            "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
            GitHubLimits.SecondaryGuide);
    }

    private static (string? Id, string? Secret) ReadClient(GitHubCall call, Fields fields) =>
        fields.Text("client_id") is null && BasicLogin.Read(call.Request.Headers.Authorization) is { } basic
            ? (basic.Name, basic.Secret)
            : (fields.Text("client_id"), fields.Text("client_secret"));

    // The parameters may come as a form, as JSON, or in the query.
    private static async ValueTask<Fields?> ReadAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await Fields.ReadAsync(call.Request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is JsonException or BadHttpRequestException)
        {
            return null;
        }
    }
}
