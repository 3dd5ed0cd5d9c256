using System.Net;
using System.Net.Http.Headers;
using DevFlow.Core.Connections;

namespace DevFlow.Core.Http;

/// <summary>
/// What HTTP allows for requests that only read (RFC 9110): follows redirects (a renamed repository answers 301), and asks for what is
/// kept only whether it has changed, which costs nothing of GitHub's limit and no transfer anywhere. Every such request goes through
/// the whole chain, so each hop is authenticated anew by its own origin, and a kept answer is given only with leave of the platform.
/// </summary>
internal sealed class SafeRequestHandler(ConnectionScope scope, AnswerCache? cache, HttpMetrics metrics, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MaxHops = 5;

    private readonly string _identity = $"{scope.Platform} {scope.Name} {scope.ApiUri}";

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Method == HttpMethod.Get || request.Method == HttpMethod.Head ? FollowAsync(request, cancellationToken) : base.SendAsync(request, cancellationToken);

    private async Task<HttpResponseMessage> FollowAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (int hop = 0; ; hop++)
        {
            AnswerCache? keeper = MayBeKept(request) ? cache : null;
            CachedAnswer? kept = keeper?.Find(QuestionOf(request));
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

            if (keeper is not null && CachedAnswer.MayTake(response))
            {
                keeper.Keep(QuestionOf(request), await CachedAnswer.TakeAsync(response, cancellationToken).ConfigureAwait(false));
            }

            if (hop == MaxHops || Redirect.TargetOf(request, response) is not { } target)
            {
                return response;
            }

            response.Dispose();
            Redirect.RequireSafe(request.RequestUri!, target);
            request.RequestUri = target;
        }
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

    private bool MayBeKept(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get
        && CallScope.Current.UsesCache
        && Origin.Same(request.RequestUri!, scope.ApiUri)
        && !IsConditional(request.Headers.NonValidated);

    private Question QuestionOf(HttpRequestMessage request)
    {
        string accept = request.Headers.NonValidated.TryGetValues("Accept", out HeaderStringValues values) ? values.ToString() : "";
        return new Question(_identity, request.RequestUri!.AbsoluteUri, accept);
    }

    private static bool IsConditional(HttpHeadersNonValidated headers) =>
        headers.Contains("If-None-Match") || headers.Contains("If-Modified-Since") || headers.Contains("Range");
}
