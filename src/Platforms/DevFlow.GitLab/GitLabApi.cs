using DevFlow.Platforms;

namespace DevFlow.GitLab;

#pragma warning disable CA1001 // The invoker holds nothing of its own: the handler belongs to the engine.
/// <summary>The calls the engine makes to GitLab, through the engine's chain.</summary>
internal sealed class GitLabApi(Uri apiUri, HttpMessageHandler handler, TimeProvider time) : IPlatformApi
{
    private static readonly Uri UserPath = new("user", UriKind.Relative);

    private readonly HttpMessageInvoker _chain = new(handler, disposeHandler: false);

    public async Task<Identity> GetIdentityAsync(CancellationToken cancellationToken)
    {
        string? account = await ApiCall.GetAsync(
            this, "GitLab", _chain, new Uri(apiUri, UserPath), static (user, _) => Payload.Text(user, "username"), cancellationToken).ConfigureAwait(false);

        // The name is shown on terminals. Scopes and expiry would take a second call, and not every kind of token may make it.
        return account is not null && !account.Any(char.IsControl)
            ? new Identity(account, [], ExpiresAt: null)
            : throw CallFailure.NotThePlatform("GitLab", apiUri);
    }

    public void Prepare(HttpRequestMessage request) => ApiCall.Complete(request, "application/json");

    public Task<DevFlowException> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        return GitLabErrors.ReadAsync(response, apiUri, time.GetUtcNow(), cancellationToken);
    }

    public Uri? GetNextPage(HttpResponseMessage response) => AnswerHeaders.NextPage(response, apiUri);
}
