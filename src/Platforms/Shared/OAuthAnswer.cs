namespace DevFlow.Platforms;

/// <summary>Reads the answer of an OAuth token endpoint (RFC 6749, 5), with what platforms have made of it.</summary>
internal static class OAuthAnswer
{
    /// <param name="platform">The platform's name, for messages.</param>
    /// <param name="credential">The credential that is being renewed.</param>
    /// <param name="response">The status; GitHub sends errors with 200.</param>
    /// <param name="body">The body.</param>
    /// <param name="now">The time.</param>
    /// <param name="refusals">What the platform calls a refresh token that is not good any more, beside <c>invalid_grant</c>.</param>
    public static RefreshAnswer Read(
        string platform, Credential credential, HttpResponseMessage response, ReadOnlySpan<byte> body, DateTimeOffset now, params ReadOnlySpan<string> refusals)
    {
        SecretJson json = new(body);
        string? error = json.Text("error");
        if (response.IsSuccessStatusCode && error is null && json.Secret("access_token") is { } access)
        {
            return new RefreshAnswer(access)
            {
                RefreshToken = json.Secret("refresh_token"),
                ExpiresAt = After(now, json.Number("expires_in")),
                RefreshExpiresAt = After(now, json.Number("refresh_token_expires_in")),
                Scopes = json.Text("scope") is { Length: > 0 } scope ? scope.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries) : null,
            };
        }

        string? said = json.Text("error_description") ?? error ?? json.Text("message");
        return error == "invalid_grant" || refusals.Contains(error ?? "")
            ? RefreshFailure.Refused(platform, credential, response, said)
            : RefreshFailure.Of(platform, credential, response, said);
    }

    private static DateTimeOffset? After(DateTimeOffset now, long? seconds) => seconds is { } life ? now.AddSeconds(life) : null;
}
