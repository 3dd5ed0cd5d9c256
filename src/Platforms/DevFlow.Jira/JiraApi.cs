using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.Jira;

#pragma warning disable CA1001 // The invoker holds nothing of its own: the handler belongs to the engine.
/// <summary>
/// The calls the engine makes to Jira, through the engine's chain. They are of version 2 of the API, which Cloud and Data Center
/// share: which of them answers need not be known.
/// </summary>
internal sealed class JiraApi(Uri apiUri, HttpMessageHandler handler, TimeProvider time) : IPlatformApi
{
    private const string Platform = "Jira";

    private static readonly Uri MyselfPath = new("rest/api/2/myself", UriKind.Relative);

    private readonly HttpMessageInvoker _chain = new(handler, disposeHandler: false);

    public async Task<Identity> GetIdentityAsync(CancellationToken cancellationToken)
    {
        // Data Center has login names; on Cloud an account may hide its address.
        string? account = await ApiCall.GetAsync(
            this, Platform, _chain, new Uri(apiUri, MyselfPath), static (user, _) => Payload.Text(user, "name|emailAddress|displayName|accountId"), cancellationToken).ConfigureAwait(false);

        // The name is shown on terminals.
        return account is not null && !account.Any(char.IsControl)
            ? new Identity(account, [], ExpiresAt: null)
            : throw CallFailure.NotThePlatform(Platform, apiUri);
    }

    public void Prepare(HttpRequestMessage request) => ApiCall.Complete(request, "application/json");

    public Task<DevFlowException> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        return JiraErrors.ReadAsync(response, apiUri, time.GetUtcNow(), cancellationToken);
    }

    public Uri? GetNextPage(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.RequestMessage is { RequestUri: { } asked, Method: var method }
            && method == HttpMethod.Get
            && AnswerBody.Read(response) is JsonElement page
            ? JiraPaging.Next(page, asked)
            : null;
    }

    public JsonElement? FindItems(JsonElement answer) => JiraPaging.Items(answer);
}
