using System.Text.Json;
using DevFlow.Platforms;
using Octokit;
using Octokit.Internal;

namespace DevFlow.GitHub;

/// <summary>The calls the engine makes to GitHub, through Octokit and the engine's chain.</summary>
internal sealed class GitHubApi : IPlatformApi
{
    private const string ApiVersionHeader = "X-GitHub-Api-Version";
    private const string ApiVersion = "2022-11-28";
    private const string MediaType = "application/vnd.github+json";
    private static readonly string Version = typeof(GitHubApi).Assembly.GetName().Version?.ToString(3) ?? "0";
    private static readonly Dictionary<string, string> NoParameters = new(StringComparer.Ordinal);
    private static readonly Uri UserPath = new("user", UriKind.Relative);
    private static readonly Uri InstallationPath = new("installation/repositories?per_page=1", UriKind.Relative);

    private readonly Uri _apiUri;
    private readonly TimeProvider _time;
    private readonly Octokit.Connection _octokit;

    public GitHubApi(Uri apiUri, HttpMessageHandler handler, TimeProvider time)
    {
        _apiUri = apiUri;
        _time = time;

        // A Connection takes the address as it is; GitHubClient(Uri) would append /api/v3/ to every host it does not know.
        _octokit = new Octokit.Connection(
            new Octokit.ProductHeaderValue("DevFlow", Version),
            apiUri,
            new InMemoryCredentialStore(Credentials.Anonymous),
            new OctokitTransport(this, handler),
            new BoundedJsonSerializer());
    }

    public async Task<Identity> GetIdentityAsync(CancellationToken cancellationToken)
    {
        IApiResponse<User> answer;
        try
        {
            answer = await GetAsync<User>(UserPath, cancellationToken).ConfigureAwait(false);
        }
        catch (DevFlowException refused) when (refused.Reason == ErrorReason.PermissionDenied)
        {
            // The token of an app's installation belongs to no user; only such a token may ask this.
            IApiResponse<RepositoriesResponse> covered = await GetAsync<RepositoriesResponse>(InstallationPath, cancellationToken).ConfigureAwait(false);
            return new Identity(covered.Body?.Repositories is [{ Owner.Login: { } owner }, ..] ? owner : "installation", [], ExpiresAt: null);
        }

        // The login is shown on terminals.
        if (string.IsNullOrEmpty(answer.Body?.Login) || answer.Body.Login.Any(char.IsControl))
        {
            throw CallFailure.NotThePlatform("GitHub", _apiUri);
        }

        IReadOnlyDictionary<string, string> headers = answer.HttpResponse.Headers;
        return new Identity(
            answer.Body.Login,
            GitHubHeaders.List(Find(headers, "X-OAuth-Scopes")),
            GitHubHeaders.Expiry(Find(headers, "GitHub-Authentication-Token-Expiration")));
    }

    private async Task<IApiResponse<T>> GetAsync<T>(Uri path, CancellationToken cancellationToken)
    {
        try
        {
            return await _octokit.Get<T>(path, NoParameters, MediaType, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not DevFlowException && !cancellationToken.IsCancellationRequested)
        {
            throw CallFailure.From(failure, "GitHub", _apiUri);
        }
    }

    public void Prepare(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ApiCall.Complete(request, MediaType);
        if (!request.Headers.Contains(ApiVersionHeader))
        {
            request.Headers.Add(ApiVersionHeader, ApiVersion);
        }
    }

    public Task<DevFlowException> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        return GitHubErrors.ReadAsync(response, _apiUri, _time.GetUtcNow(), cancellationToken);
    }

    public Uri? GetNextPage(HttpResponseMessage response) => AnswerHeaders.NextPage(response, _apiUri);

    public JsonElement? FindItems(JsonElement answer) => PagedAnswer.FindItems(answer, "total_count");

    // Octokit keeps the names as sent, and HTTP/2 sends them in lower case.
    private static string? Find(IReadOnlyDictionary<string, string> headers, string name) =>
        headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value is { } value && !value.Any(char.IsControl) ? value : null;
}
