using DevFlow.Platforms;

namespace DevFlow.GitLab;

#pragma warning disable CA1001 // The invoker holds nothing of its own: the handler belongs to the engine.
/// <summary>The calls the engine makes to GitLab, through the engine's chain.</summary>
internal sealed class GitLabApi(Uri apiUri, HttpMessageHandler handler, TimeProvider time) : IPlatformApi
{
    private static readonly Uri UserPath = new("user", UriKind.Relative);
    private static readonly Uri JobPath = new("job", UriKind.Relative);

    private readonly HttpMessageInvoker _chain = new(handler, disposeHandler: false);

    public async Task<Identity> GetIdentityAsync(CancellationToken cancellationToken)
    {
        string? account;
        try
        {
            account = await AskAsync(UserPath, "username", cancellationToken).ConfigureAwait(false);
        }
        catch (DevFlowException refused) when (refused.Reason is ErrorReason.AuthenticationFailed or ErrorReason.PermissionDenied)
        {
            // A job's token may ask about its job and little else; what any other may not, is said by the first answer.
            try
            {
                account = await AskAsync(JobPath, "user.username", cancellationToken).ConfigureAwait(false);
            }
            catch (DevFlowException)
            {
                throw refused;
            }
        }

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

    private Task<string?> AskAsync(Uri path, string name, CancellationToken cancellationToken) =>
        ApiCall.GetAsync(this, "GitLab", _chain, new Uri(apiUri, path), (answer, _) => Payload.Text(answer, name), cancellationToken);
}
