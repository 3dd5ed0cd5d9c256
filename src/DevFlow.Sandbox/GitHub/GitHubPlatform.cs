using System.Globalization;
using System.Security;
using System.Security.Cryptography;
using System.Text.Json;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Ledger;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>GitHub: who asks, what is left, which route, then the answer with GitHub's headers.</summary>
internal sealed class GitHubPlatform : Platform
{
    private const string EnterprisePrefix = "/api/v3";
    private const string LimitTemplate = "/rate_limit";
    private const string PrimaryBucket = "core";
    private const int PrimaryPerHour = 5000;
    private const int AnonymousPerHour = 60;

    private readonly GitHubState _state;
    private readonly TokenRegistry _tokens;
    private readonly PrimaryLimit _anonymous;
    private readonly GitHubHeaders _headers;
    private readonly RouteTable<GitHubCall> _routes;
    private readonly HookDispatcher _hooks;
    private readonly Links _plain;
    private readonly Links _enterprise;
    private readonly SecureString _token;
    private readonly Dictionary<string, GitHubEvent> _events;

    public GitHubPlatform(SandboxContext context)
    {
        SandboxClock clock = context.Clock;
        _plain = new(context.Origin, context.Origin);
        _enterprise = new(context.Origin + EnterprisePrefix, context.Origin);
        _tokens = new(clock.Time);
        _anonymous = new(AnonymousPerHour, clock.Time);
        _headers = new(clock, context.Chance);
        _hooks = new(_enterprise, clock.Time);
        _state = new(clock);
        new GitHubScenario(_state).Read(new(context.Scenario));
        _token = _tokens.Issue(_state.User, new PrimaryLimit(context.Limit(PrimaryBucket, PrimaryPerHour), clock.Time));
        Credentials = [new() { Name = "user", Kind = "classic-token", Secret = _token }];
        GitHubRoute[] routes =
        [
            .. new AccountRoutes(_state, clock).Routes,
            .. ResourceRoutes.All(_state),
            .. new HookRoutes(_hooks, clock).Routes,
        ];
        _routes = new(routes);
        _events = new RepositoryEvents(_state).Events.ToDictionary(happening => happening.Name, StringComparer.OrdinalIgnoreCase);
        Operations = [.. routes.Select(route => route.Operation)];
    }

    public override IReadOnlyList<SandboxCredential> Credentials { get; }

    public override string? Repository => _state.Repositories[0].FullName;

    public override IReadOnlyList<string> Operations { get; }

    public override IReadOnlyList<string> Events => [.. _events.Keys];

    public override async ValueTask<Answer> AnswerAsync(HttpContext context, Exchange exchange, CancellationToken cancellationToken)
    {
        string path = Call.RawPath(context);
        bool isEnterprise = path.StartsWith(EnterprisePrefix + "/", StringComparison.Ordinal);
        GitHubCall call = new(context, exchange, isEnterprise ? _enterprise : _plain);
        Answer answer = await DecideAsync(call, path, isEnterprise ? EnterprisePrefix.Length : 0, cancellationToken).ConfigureAwait(false);
        return Finish(call, answer);
    }

    public override ValueTask<JsonElement> InvokeAsync(string name, JsonElement data, CancellationToken cancellationToken) =>
        new(_events[name].Run(Fields.Of(data)));

    public override async ValueTask DisposeAsync() => await _hooks.DisposeAsync().ConfigureAwait(false);

    private ValueTask<Answer> DecideAsync(GitHubCall call, string path, int start, CancellationToken cancellationToken)
    {
        if (Authenticate(call) is { } stranger)
        {
            return new(stranger);
        }

        bool isFree = path.AsSpan(start).SequenceEqual(LimitTemplate);
        if (isFree)
        {
            call.Limit = call.Grant.Limit.Read();
        }
        else if (!call.Grant.Limit.TryTake(out LimitReading reading))
        {
            call.Limit = reading;
            call.Exchange.Refuse("primary", PrimaryBucket);
            return new(GitHubProblem.Create(
                StatusCodes.Status403Forbidden,
                $"API rate limit exceeded for user ID {call.Grant.Account.Id}.",
                "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api"));
        }
        else
        {
            call.Limit = reading;
        }

        if (!TryRoute(call, path, start))
        {
            return new(call.NotFound());
        }

        call.Exchange.Route = call.Route!.Template;
        return call.Route.Handler(call, cancellationToken);
    }

    // The form /repositories/{id} is the one GitHub's own Link headers have.
    private bool TryRoute(GitHubCall call, string path, int start)
    {
        const string byId = "/repositories/";
        if (path.AsSpan(start).StartsWith(byId))
        {
            int slash = path.IndexOf('/', start + byId.Length);
            int end = slash < 0 ? path.Length : slash;
            if (!long.TryParse(path.AsSpan(start + byId.Length, end - start - byId.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long id)
                || _state.Find(id) is not { } named)
            {
                return false;
            }

            path = named.ApiPath + path[end..];
            start = 0;
        }

        if (!_routes.TryFind(call.Request.Method, path, start, out Route<GitHubCall>? route, out RouteValues values, out _))
        {
            return false;
        }

        call.Route = (GitHubRoute)route;
        call.Values = values;
        if (!route.Template.StartsWith("/repos/", StringComparison.Ordinal))
        {
            return true;
        }

        if (_state.Find($"{values["owner"]}/{values["repo"]}") is not { } repository)
        {
            return false;
        }

        call.Repository = repository;
        return true;
    }

    // GitHub grants anonymous requests 60 an hour and counts those with a bad token among them. The sandbox serves none of
    // them, so it shows that window in the headers and goes on saying 401 when it is empty.
    private Answer? Authenticate(GitHubCall call)
    {
        string? authorization = call.Request.Headers.Authorization;
        if (!string.IsNullOrEmpty(authorization) && _tokens.Find(authorization) is { } grant)
        {
            call.Grant = grant;
            call.Exchange.Account = grant.Account.Login;
            return null;
        }

        _anonymous.TryTake(out LimitReading reading);
        call.Limit = reading;
        call.Exchange.Refuse(string.IsNullOrEmpty(authorization) ? "no-token" : "bad-token");
        string message = string.IsNullOrEmpty(authorization) ? "Requires authentication" : "Bad credentials";
        return GitHubProblem.Create(StatusCodes.Status401Unauthorized, message, GitHubProblem.Documentation);
    }

    private Answer Finish(GitHubCall call, Answer answer)
    {
        if (answer.Status is >= StatusCodes.Status400BadRequest and not StatusCodes.Status404NotFound && call.Exchange.Refusal is null)
        {
            call.Exchange.Refuse("invalid");
        }

        if (answer.Status is StatusCodes.Status200OK or StatusCodes.Status201Created)
        {
            string tag = CreateTag(answer.Finish().Span);
            call.Response.Headers.ETag = tag;
            if (answer.Status == StatusCodes.Status200OK && IsKnown(call.Request, tag))
            {
                answer.Dispose();
                answer = Answer.Empty(StatusCodes.Status304NotModified);
                call.Limit = call.Route!.Template == LimitTemplate ? call.Limit : call.Grant.Limit.GiveBack(call.Limit);
            }
        }

        _headers.Write(call, answer.Status);
        return answer;
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
