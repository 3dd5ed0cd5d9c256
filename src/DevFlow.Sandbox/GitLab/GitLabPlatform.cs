using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Ledger;
using DevFlow.Sandbox.Webhooks;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>GitLab: who asks, what is left, which route, is the input good, may the user, then the answer.</summary>
internal sealed class GitLabPlatform : Platform
{
    private readonly SandboxClock _clock;
    private readonly Chance _chance;
    private readonly GitLabState _state;
    private readonly TokenRegistry<User> _tokens;
    private readonly GitLabLogins _logins;
    private readonly RouteTable<GitLabCall> _routes;
    private readonly WebhookEngine _webhooks;
    private readonly Runner _runner;
    private readonly GitLabHappenings _happenings;
    private readonly GitLabLimits _limits;

    public GitLabPlatform(SandboxContext context)
    {
        _clock = context.Clock;
        _chance = context.Chance;
        _state = new(context.Origin, _clock, _chance);
        _tokens = new(_clock.Time);
        _logins = new(_tokens);
        TokenForms forms = new(_chance);
        OAuthServer<User> oauth = new(
            _tokens,
            new(_ => forms.Create(LoginKind.OAuth), () => _chance.Hex(64), () => _chance.Hex(64), () => _chance.Pick("BCDFGHJKLMNPQRSTVWXZ", 8)),
            _clock.Time);
        _webhooks = new(_clock, context.Faults, _state.NextId);
        ProjectHooks hooks = new(_webhooks, _state, _chance);
        GitLabEvents events = new(hooks);
        _runner = new(_clock, events);
        Credentials = new GitLabScenario(context, _state, _tokens, oauth, hooks).Read();
        _happenings = new(_state, events, _runner, oauth);
        _limits = new(context);

        GitLabRoute[] routes =
        [
            .. new UserRoutes(_state).Routes,
            .. new TokenRoutes(_tokens, forms, _state, _clock).Routes,
            .. new ProjectRoutes(_state).Routes,
            .. new BranchRoutes(events).Routes,
            .. new TagRoutes(_state, events).Routes,
            .. new ReleaseRoutes(_state, events).Routes,
            .. new IssueRoutes(_state, events).Routes,
            .. new MergeRequestRoutes(_state, events).Routes,
            .. new MergeRoutes(_state, events).Routes,
            .. new NoteRoutes(_state, events).Routes,
            .. new PipelineRoutes(_state, events, _runner).Routes,
            .. new JobRoutes(_state, events, _runner).Routes,
            .. new HookRoutes(hooks, new HookSamples(hooks)).Routes,
            .. new OAuthRoutes(oauth, _tokens, context.Origin).Routes,
            .. new AuthorizePage(oauth, _state).Routes,
            .. new DevicePage(oauth, _state).Routes,
        ];
        _routes = new(routes);
        Operations = [.. routes.Select(route => route.Operation)];
    }

    public override IReadOnlyList<SandboxCredential> Credentials { get; }

    public override string? Repository => _state.Projects[0].FullPath;

    public override string? Project => _state.Projects[0].FullPath;

    public override IReadOnlyList<string> Operations { get; }

    public override IReadOnlyList<SandboxEvent> Events => GitLabHappenings.Events;

    public override async ValueTask<Answer> AnswerAsync(HttpContext context, Exchange exchange, CancellationToken cancellationToken)
    {
        GitLabCall call = new(context, exchange, _clock.Now);
        string address = context.Connection.RemoteIpAddress?.ToString() ?? "";

        // Who is shut out gets none of the usual headers.
        return _limits.CheckBan(call, address) ?? Finish(call, await DecideAsync(call, address, cancellationToken).ConfigureAwait(false));
    }

    public override ValueTask<JsonElement> InvokeAsync(string name, JsonElement data, CancellationToken cancellationToken) =>
        new(_happenings.Invoke(name, Fields.Of(data)));

    public override async ValueTask DisposeAsync()
    {
        await _runner.DisposeAsync().ConfigureAwait(false);
        await _webhooks.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<Answer> DecideAsync(GitLabCall call, string address, CancellationToken cancellationToken)
    {
        string path = Call.RawPath(call.Context);
        if (_routes.TryFind(call.Request.Method, path, 0, out Route<GitLabCall>? route, out RouteValues values, out IReadOnlyCollection<string> allowed))
        {
            call.Route = (GitLabRoute)route;
            call.Values = values;
            call.Exchange.Route = route.Template;
        }

        if (call.Route is { IsApi: false })
        {
            return _limits.TakePage(call, address)
                ?? await RunAsync(call, cancellationToken).ConfigureAwait(false);
        }

        TokenStatus status = _logins.Find(call, out bool hasToken);
        return _limits.TakeApi(call, status == TokenStatus.Active, address)
            ?? CheckRoute(call, allowed)
            ?? CheckToken(call, status, hasToken, address)
            ?? GitLabLogins.CheckScopes(call)
            ?? await RunAsync(call, cancellationToken).ConfigureAwait(false);
    }

    private static Answer? CheckRoute(GitLabCall call, IReadOnlyCollection<string> allowed)
    {
        if (call.Route is not null)
        {
            return null;
        }

        if (allowed.Count == 0)
        {
            return GitLabProblem.Error(StatusCodes.Status404NotFound, "404 Not Found");
        }

        call.Response.Headers.Allow = string.Join(", ", allowed);
        return GitLabProblem.Error(StatusCodes.Status405MethodNotAllowed, "405 Not Allowed");
    }

    private Answer? CheckToken(GitLabCall call, TokenStatus status, bool hasToken, string address)
    {
        if (status == TokenStatus.Active)
        {
            call.Exchange.Account = call.User.Username;
            call.Token!.Touch(call.Now);
            return null;
        }

        if (hasToken)
        {
            _limits.CountFailure(address);
        }

        if (call.Route!.RevokesFamilyOnReuse && call.Token is { } replayed && status is TokenStatus.Rotated or TokenStatus.Revoked)
        {
            _tokens.Rotate(replayed);
        }

        return GitLabLogins.Refuse(call, status, hasToken);
    }

    private async ValueTask<Answer> RunAsync(GitLabCall call, CancellationToken cancellationToken)
    {
        GitLabRoute route = call.Route!;
        try
        {
            call.Fields = await Fields.ReadAsync(call.Request, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return GitLabProblem.Error(StatusCodes.Status400BadRequest, "message body does not match declared format");
        }
        catch (BadHttpRequestException error)
        {
            return GitLabProblem.Error(error.StatusCode, error.StatusCode == StatusCodes.Status413PayloadTooLarge ? "Request Entity Too Large" : "Bad Request");
        }

        if (call.Fields.Body.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
        {
            return GitLabProblem.Error(StatusCodes.Status400BadRequest, "message body does not match declared format");
        }

        if (route.List.FindProblem(call.Fields) is { } problem)
        {
            return GitLabProblem.Error(StatusCodes.Status400BadRequest, problem);
        }

        return Enter(call, route)
            ?? _limits.TakeEndpoint(call)
            ?? await route.Handler(call, cancellationToken).ConfigureAwait(false);
    }

    private Answer? Enter(GitLabCall call, GitLabRoute route)
    {
        if (!route.IsProjectBound)
        {
            return null;
        }

        if (_state.FindProject(call["id"]) is not { } project || !project.IsVisibleTo(call.User))
        {
            return GitLabProblem.NotFound("Project");
        }

        call.Project = project;

        // In what is public everybody may look around as a reporter does, and take part as a guest.
        AccessLevel access = call.Access;
        AccessLevel floor = project.Visibility == "private" ? AccessLevel.None : HttpMethods.IsGet(route.Method) ? AccessLevel.Reporter : AccessLevel.Guest;
        if ((access > floor ? access : floor) >= route.Access)
        {
            return null;
        }

        call.Exchange.Refuse("forbidden");
        return GitLabProblem.Forbidden();
    }

    private Answer Finish(GitLabCall call, Answer answer)
    {
        IHeaderDictionary headers = call.Response.Headers;
        string id = _chance.Pick("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 26);
        headers["X-Request-Id"] = id;
        headers["X-Gitlab-Meta"] = $"{{\"correlation_id\":\"{id}\",\"version\":\"1\"}}";
        headers.CacheControl = "max-age=0, private, must-revalidate";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "SAMEORIGIN";
        if (answer.Status >= StatusCodes.Status400BadRequest && answer.Status != StatusCodes.Status404NotFound && call.Exchange.Refusal is null)
        {
            call.Exchange.Refuse("invalid");
        }

        return answer.Status == StatusCodes.Status200OK && HttpMethods.IsGet(call.Request.Method) && call.Route is { IsApi: true }
            ? EntityTag.Apply(call.Context, answer, isWeak: true)
            : answer;
    }
}
