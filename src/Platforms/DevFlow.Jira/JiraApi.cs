using System.Net;
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

    // The largest page Cloud gives.
    private const int ProjectsOnPage = 100;
    private static readonly Uri MyselfPath = new("rest/api/2/myself", UriKind.Relative);
    private static readonly Uri ProjectsPath = new("rest/api/2/project", UriKind.Relative);
    private static readonly Uri ProjectSearchPath = new($"rest/api/2/project/search?maxResults={ProjectsOnPage}", UriKind.Relative);

    private readonly HttpMessageInvoker _chain = new(handler, disposeHandler: false);

    public async Task<Identity> GetIdentityAsync(CancellationToken cancellationToken)
    {
        // Data Center has login names; on Cloud an account may hide its address.
        string? account = await GetAsync(MyselfPath, static user => Payload.Text(user, "name|emailAddress|displayName|accountId"), cancellationToken).ConfigureAwait(false);

        // The name is shown on terminals.
        return account is not null && !account.Any(char.IsControl)
            ? new Identity(account, [], ExpiresAt: null)
            : throw CallFailure.NotThePlatform(Platform, apiUri);
    }

    public async Task<IReadOnlyList<string>?> GetProjectKeysAsync(CancellationToken cancellationToken)
    {
        List<string> keys = [];
        try
        {
            Uri? page = new Uri(apiUri, ProjectSearchPath);
            while (page is not null)
            {
                Uri asked = page;
                page = await GetAsync(
                    asked,
                    answer =>
                    {
                        AddKeys(answer.TryGetProperty("values", out JsonElement projects) ? projects : default, keys);
                        return JiraPaging.Next(answer, asked);
                    },
                    cancellationToken).ConfigureAwait(false);
            }
        }
        catch (DevFlowException unknown) when (unknown.StatusCode == (int)HttpStatusCode.NotFound)
        {
            // Data Center has no search; it lists all projects at once.
            await GetAsync(
                ProjectsPath,
                projects =>
                {
                    AddKeys(projects, keys);
                    return keys;
                },
                cancellationToken).ConfigureAwait(false);
        }

        return keys;
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

    private Task<T> GetAsync<T>(Uri path, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        ApiCall.GetAsync(this, Platform, _chain, new Uri(apiUri, path), (answer, _) => read(answer), cancellationToken);

    private static void AddKeys(JsonElement projects, List<string> keys)
    {
        if (projects.ValueKind == JsonValueKind.Array)
        {
            keys.AddRange(projects.EnumerateArray().Select(static project => Payload.Text(project, "key")).OfType<string>());
        }
    }
}
