using System.Net.Http.Headers;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.GitLab;

#pragma warning disable CA1001 // The invoker holds nothing of its own: the handler belongs to the engine.
/// <summary>The calls the engine makes to GitLab, through the engine's chain.</summary>
internal sealed class GitLabApi(Uri apiUri, HttpMessageHandler handler, TimeProvider time) : IPlatformApi
{
    private static readonly string Version = typeof(GitLabApi).Assembly.GetName().Version?.ToString(3) ?? "0";
    private static readonly Uri UserPath = new("user", UriKind.Relative);

    private readonly HttpMessageInvoker _chain = new(handler, disposeHandler: false);

    public async Task<Identity> GetIdentityAsync(CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(apiUri, UserPath));
        Prepare(request);
        string? account;
        try
        {
            using HttpResponseMessage answer = await _chain.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                throw await ReadErrorAsync(answer, cancellationToken).ConfigureAwait(false);
            }

            byte[] body = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            account = Payload.Text(JsonElement.Parse(body), "username");
        }
        catch (Exception failure) when (failure is not DevFlowException && !cancellationToken.IsCancellationRequested)
        {
            throw CallFailure.From(failure, "GitLab", apiUri);
        }

        // The name is shown on terminals. Scopes and expiry would take a second call, and not every kind of token may make it.
        return account is not null && !account.Any(char.IsControl)
            ? new Identity(account, [], ExpiresAt: null)
            : throw CallFailure.NotThePlatform("GitLab", apiUri);
    }

    public void Prepare(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        HttpRequestHeaders headers = request.Headers;
        if (headers.Accept.Count == 0)
        {
            headers.Accept.ParseAdd("application/json");
        }

        if (headers.UserAgent.Count == 0)
        {
            headers.UserAgent.Add(new ProductInfoHeaderValue("DevFlow", Version));
        }
    }

    public Task<DevFlowException> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        return GitLabErrors.ReadAsync(response, apiUri, time.GetUtcNow(), cancellationToken);
    }

    public Uri? GetNextPage(HttpResponseMessage response) => AnswerHeaders.NextPage(response, apiUri);
}
