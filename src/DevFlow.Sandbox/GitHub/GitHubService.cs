using System.Globalization;
using System.Security;
using System.Security.Cryptography;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Answers requests: who asks, what is left, which route, then the answer with GitHub's headers.</summary>
internal sealed class GitHubService : IAsyncDisposable
{
    private const string EnterprisePrefix = "/api/v3";
    private const string LimitPath = "rate_limit";
    private const int AnonymousLimit = 60;

    private readonly TokenRegistry _tokens;
    private readonly PrimaryLimit _anonymous;
    private readonly GitHubHeaders _headers;
    private readonly GitHubRouter _router;
    private readonly HookDispatcher _hooks;
    private readonly Links _plain;
    private readonly Links _enterprise;
    private long _requests;
    private long _refusals;

    public GitHubService(Uri address, int hourlyLimit, TimeProvider clock)
    {
        string root = address.GetLeftPart(UriPartial.Authority);
        _plain = new(root, root);
        _enterprise = new(root + EnterprisePrefix, root);
        _tokens = new(clock);
        _anonymous = new(AnonymousLimit, clock);
        _headers = new(clock);
        _hooks = new(_enterprise, clock);
        State = GitHubState.Seed(clock);
        Token = _tokens.Issue(State.User, new PrimaryLimit(hourlyLimit, clock));
        _router = new(
            State,
            [.. new AccountRoutes(State, clock).Routes],
            [.. RepositoryRoutes.Routes, .. new IssueRoutes(clock).Routes, .. new CommentRoutes(clock).Routes, .. new HookRoutes(_hooks, clock).Routes]);
    }

    public GitHubState State { get; }

    public SecureString Token { get; }

    public long Requests => Interlocked.Read(ref _requests);

    public long Refusals => Interlocked.Read(ref _refusals);

    public async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "/";
        bool isEnterprise = path.StartsWith(EnterprisePrefix + "/", StringComparison.Ordinal);
        GitHubCall call = new(
            context, isEnterprise ? _enterprise : _plain, RequestPath.Parse(path, isEnterprise ? EnterprisePrefix.Length : 0));
        try
        {
            GitHubAnswer answer = await DecideAsync(call, context.RequestAborted).ConfigureAwait(false);
            using (answer.Body)
            {
                Count(answer.Status);
                await SendAsync(call, answer, context.RequestAborted).ConfigureAwait(false);
            }
        }
        finally
        {
            call.MarkAnswered();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _hooks.DisposeAsync().ConfigureAwait(false);
        Token.Dispose();
    }

    private ValueTask<GitHubAnswer> DecideAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (Authenticate(call) is { } stranger)
        {
            return new(stranger);
        }

        bool isFree = call.Path.Count == 1 && call.Path[0].SequenceEqual(LimitPath);
        if (isFree)
        {
            call.Limit = call.Grant.Limit.Read();
        }
        else if (!call.Grant.Limit.TryTake(out LimitReading reading))
        {
            call.Limit = reading;
            return new(GitHubAnswer.Problem(
                StatusCodes.Status403Forbidden,
                $"API rate limit exceeded for user ID {call.Grant.Account.Id}.",
                "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api"));
        }
        else
        {
            call.Limit = reading;
        }

        return _router.TryRoute(call)
            ? call.Route!.Handler(call, cancellationToken)
            : new(GitHubAnswer.NotFound(call.Documentation));
    }

    // GitHub grants anonymous requests 60 an hour and counts those with a bad token among them. The sandbox serves none of
    // them, so it shows that window in the headers and goes on saying 401 when it is empty.
    private GitHubAnswer? Authenticate(GitHubCall call)
    {
        string? authorization = call.Request.Headers.Authorization;
        if (!string.IsNullOrEmpty(authorization) && _tokens.Find(authorization) is { } grant)
        {
            call.Grant = grant;
            return null;
        }

        _anonymous.TryTake(out LimitReading reading);
        call.Limit = reading;
        string message = string.IsNullOrEmpty(authorization) ? "Requires authentication" : "Bad credentials";
        return GitHubAnswer.Problem(StatusCodes.Status401Unauthorized, message, GitHubAnswer.Documentation);
    }

    private async Task SendAsync(GitHubCall call, GitHubAnswer answer, CancellationToken cancellationToken)
    {
        HttpResponse response = call.Context.Response;
        ReadOnlyMemory<byte> body = answer.Body?.Finish() ?? default;
        int status = answer.Status;
        if (status is StatusCodes.Status200OK or StatusCodes.Status201Created)
        {
            string tag = CreateTag(body.Span);
            response.Headers.ETag = tag;
            if (status == StatusCodes.Status200OK && IsKnown(call.Request, tag))
            {
                status = StatusCodes.Status304NotModified;
                call.Limit = call.Route!.Segments is [LimitPath] ? call.Limit : call.Grant.Limit.GiveBack(call.Limit);
            }
        }

        response.StatusCode = status;
        _headers.Write(call, status);
        if (answer.Link is { } link)
        {
            response.Headers.Link = link;
        }

        if (answer.Location is { } location)
        {
            response.Headers.Location = location;
        }

        if (body.Length > 0 && status != StatusCodes.Status304NotModified)
        {
            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body, cancellationToken).ConfigureAwait(false);
        }

        await response.CompleteAsync().ConfigureAwait(false);
    }

    private void Count(int status)
    {
        Interlocked.Increment(ref _requests);
        if (status >= StatusCodes.Status400BadRequest && status != StatusCodes.Status404NotFound)
        {
            Interlocked.Increment(ref _refusals);
        }
    }

    private static string CreateTag(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return string.Create(CultureInfo.InvariantCulture, $"\"{Convert.ToHexStringLower(hash)}\"");
    }

    // The tag's quotes are part of it, so a search also finds it in a list and in its weak form.
    private static bool IsKnown(HttpRequest request, string tag) =>
        HttpMethods.IsGet(request.Method) && request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal);
}
