using System.Net.Http.Headers;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.Slack;

#pragma warning disable CA1001 // The invoker holds nothing of its own: the handler belongs to the engine.
/// <summary>The calls the engine makes to Slack, through the engine's chain.</summary>
internal sealed class SlackApi(Uri apiUri, HttpMessageHandler handler, TimeProvider time) : IPlatformApi
{
    private const string Platform = "Slack";
    private static readonly Uri TestPath = new("auth.test", UriKind.Relative);

    private readonly HttpMessageInvoker _chain = new(handler, disposeHandler: false);

    public async Task<Identity> GetIdentityAsync(CancellationToken cancellationToken)
    {
        if (SlackHook.Is(apiUri))
        {
            return SlackHook.Identify(apiUri);
        }

        Identity? identity = await ApiCall.GetAsync(this, Platform, _chain, new Uri(apiUri, TestPath), ReadIdentity, cancellationToken).ConfigureAwait(false);
        return identity ?? throw CallFailure.NotThePlatform(Platform, apiUri);
    }

    public void Prepare(HttpRequestMessage request) => ApiCall.Complete(request, "application/json");

    // Nearly every answer has status 200: {"ok":false,"error":"channel_not_found"}. What has no "ok" is a file or a page.
    public bool IsSuccess(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.IsSuccessStatusCode && !(AnswerBody.Read(response) is JsonElement body && body.TryGetProperty("ok", out JsonElement ok) && ok.ValueKind == JsonValueKind.False);
    }

    public Task<DevFlowException> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        return SlackHook.Is(apiUri)
            ? SlackHookErrors.ReadAsync(response, apiUri, cancellationToken)
            : SlackErrors.ReadAsync(response, apiUri, time.GetUtcNow(), cancellationToken);
    }

    public Uri? GetNextPage(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.RequestMessage is { RequestUri: { } asked, Method: var method }
            && method == HttpMethod.Get
            && AnswerBody.Read(response) is JsonElement page
            ? SlackPaging.Next(page, asked)
            : null;
    }

    public JsonElement? FindItems(JsonElement answer) => SlackPaging.Items(answer);

    private Identity? ReadIdentity(JsonElement answer, HttpResponseHeaders headers)
    {
        // An app-level token has no user. The name is shown on terminals.
        if (Payload.Text(answer, "user|app_name") is not string account || account.Any(char.IsControl))
        {
            return null;
        }

        string[] scopes = AnswerHeaders.Single(headers, "x-oauth-scopes")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        bool ends = answer.TryGetProperty("expires_in", out JsonElement left) && left.ValueKind == JsonValueKind.Number && left.TryGetInt32(out _);
        return new Identity(account, scopes, ends ? time.GetUtcNow().AddSeconds(left.GetInt32()) : null);
    }
}
