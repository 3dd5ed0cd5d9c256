using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using DevFlow;

namespace Kiln;

/// <summary>A Kiln login lives for an hour; its refresh token is exchanged for the next pair and is dead from then on.</summary>
internal sealed class KilnRefresher : ICredentialRefresher
{
    public RefreshPlan? GetPlan(Credential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return credential is { Kind: CredentialKind.OAuth, CanRefresh: true } ? new RefreshPlan(RefreshAction.Refresh) : null;
    }

    public HttpRequestMessage CreateRequest(RefreshRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        HttpRequestMessage message = new(HttpMethod.Post, new Uri(request.Credential.Origin, "/api/v1/refresh"));
        using SecretChars token = request.Secret.ToChars();
        message.Headers.Authorization = new AuthenticationHeaderValue("Refresh", token.Chars.ToString());
        return message;
    }

    public RefreshAnswer ReadAnswer(Credential credential, HttpResponseMessage response, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(response);
        if (response.IsSuccessStatusCode && ReadPair(body, now) is { } renewed)
        {
            return renewed;
        }

        RefreshOutcome outcome = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => RefreshOutcome.Refused,
            >= HttpStatusCode.InternalServerError => RefreshOutcome.Unknown,
            _ => RefreshOutcome.Failed,
        };
        return new RefreshAnswer(outcome, new DevFlowException(
            outcome == RefreshOutcome.Refused ? ErrorReason.AuthenticationFailed : ErrorReason.RequestFailed,
            $"Kiln did not renew the login '{credential.Name}' ({(int)response.StatusCode}).",
            outcome == RefreshOutcome.Refused ? "Log in to Kiln again." : "Try again later.") { Target = credential.Name });
    }

    private static RefreshAnswer? ReadPair(ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        try
        {
            JsonElement pair = JsonElement.Parse(body);
            return new RefreshAnswer(SecretBuffer.FromChars(pair.GetProperty("token").GetString()))
            {
                RefreshToken = SecretBuffer.FromChars(pair.GetProperty("refresh").GetString()),
                ExpiresAt = now.AddSeconds(pair.GetProperty("life").GetInt32()),
            };
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
