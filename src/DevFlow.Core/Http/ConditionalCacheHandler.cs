using System.Net;
using System.Net.Http.Headers;
using DevFlow.Core.Connections;

namespace DevFlow.Core.Http;

/// <summary>
/// Asks for what is kept only whether it has changed (RFC 9110, 13), and gives the kept answer where it has not: such a call
/// costs nothing of GitHub's limit and no transfer anywhere. The platform checks the credential each time all the same.
/// </summary>
internal sealed class ConditionalCacheHandler(ConnectionScope scope, AnswerCache cache, HttpMetrics metrics, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly string _identity = $"{scope.Platform} {scope.Name} {scope.ApiUri}";

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Method == HttpMethod.Get
        && CallScope.Current.UsesCache
        && Origin.Same(request.RequestUri!, scope.ApiUri)
        && !IsConditional(request.Headers.NonValidated)
            ? SendConditionalAsync(request, cancellationToken)
            : base.SendAsync(request, cancellationToken);

    private async Task<HttpResponseMessage> SendConditionalAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string accept = request.Headers.NonValidated.TryGetValues("Accept", out HeaderStringValues values) ? values.ToString() : "";
        Question question = new(_identity, request.RequestUri!.AbsoluteUri, accept);
        CachedAnswer? kept = cache.Find(question);
        HttpResponseMessage response = kept is null
            ? await base.SendAsync(request, cancellationToken).ConfigureAwait(false)
            : await AskAsync(request, kept, cancellationToken).ConfigureAwait(false);
        if (kept is not null && response.StatusCode == HttpStatusCode.NotModified)
        {
            metrics.Unchanged(scope.Name);
            using (response)
            {
                return kept.ToResponse(response);
            }
        }

        if (MayKeep(response))
        {
            cache.Keep(question, await CachedAnswer.TakeAsync(response, cancellationToken).ConfigureAwait(false));
        }

        return response;
    }

    // The headers leave again: a redirect sends the same request elsewhere.
    private async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CachedAnswer kept, CancellationToken cancellationToken)
    {
        kept.Condition(request.Headers);
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            request.Headers.Remove("If-None-Match");
            request.Headers.Remove("If-Modified-Since");
        }
    }

    private static bool IsConditional(HttpHeadersNonValidated headers) =>
        headers.Contains("If-None-Match") || headers.Contains("If-Modified-Since") || headers.Contains("Range");

    private static bool MayKeep(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.OK
        && CachedAnswer.HasVersion(response)
        && response.Headers.CacheControl is not { NoStore: true }
        && !response.Headers.Vary.Contains("*");
}
