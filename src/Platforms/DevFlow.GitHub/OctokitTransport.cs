using Octokit;
using Octokit.Internal;

namespace DevFlow.GitHub;

/// <summary>
/// Sends Octokit's requests through the engine's chain. Octokit's adapter makes and reads the messages, but its way of
/// sending is replaced: it cancels after 100 s, while the chain may rightly wait longer for a rate limit, and it follows
/// redirects on its own. An unsuccessful answer becomes DevFlow's error here, before Octokit sees it.
/// </summary>
internal sealed class OctokitTransport(GitHubApi api, HttpMessageHandler handler) : HttpClientAdapter(() => handler), IHttpClient
{
    private readonly HttpMessageInvoker _chain = new(handler, disposeHandler: false);

    async Task<IResponse> IHttpClient.Send(IRequest request, CancellationToken cancellationToken, Func<object, object>? preprocessResponseBody)
    {
        using HttpRequestMessage message = BuildRequestMessage(request);
        api.Prepare(message);
        using HttpResponseMessage answer = await _chain.SendAsync(message, cancellationToken).ConfigureAwait(false);
        return answer.IsSuccessStatusCode
            ? await BuildResponse(answer, preprocessResponseBody).ConfigureAwait(false)
            : throw await api.ReadErrorAsync(answer, cancellationToken).ConfigureAwait(false);
    }

    void IHttpClient.SetRequestTimeout(TimeSpan timeout)
    {
        // Time-outs belong to the chain.
    }

    // The chain is the engine's: the adapter would dispose it.
    protected override void Dispose(bool disposing) => base.Dispose(disposing: false);
}
