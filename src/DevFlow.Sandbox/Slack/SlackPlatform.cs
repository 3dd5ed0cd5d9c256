using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Ledger;
using DevFlow.Sandbox.Scenario;
using DevFlow.Sandbox.Webhooks;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>Slack: which method, who asks, what is left, then the answer, nearly always with status 200.</summary>
internal sealed class SlackPlatform : Platform
{
    private const string ApiPrefix = "/api/";

    private readonly Workspace _workspace;
    private readonly TokenRegistry<SlackIdentity> _tokens;
    private readonly SlackLimits _limits;
    private readonly WebhookEngine _webhooks;
    private readonly Scheduler _scheduler;
    private readonly SlackHappenings _happenings;
    private readonly RouteTable<SlackCall> _routes;

    public SlackPlatform(SandboxContext context)
    {
        SlackIds ids = new(context.Clock, context.Chance);
        ScenarioNode root = new(context.Scenario);
        _workspace = SlackScenario.Read(root, context, ids);
        _tokens = new(context.Clock.Time);
        _limits = new(context);
        _webhooks = new(context.Clock, context.Faults, ids.NextNumber);
        OAuthForms<SlackIdentity> forms = TokenForms.Create(ids);
        OAuthServer<SlackIdentity> server = new(_tokens, forms, context.Clock.Time);
        AuthorizationCodes<Consent> codes = new(new(static _ => "", forms.Code, forms.DeviceCode, forms.UserCode), context.Clock.Time);
        AddApps(root, server);
        SlackScenario.AddChannels(root, _workspace);

        SlackEvents events = new(_workspace);
        Chat chat = new(_workspace, events);
        Tickets tickets = new(_workspace);
        Responder responder = new(chat);
        SocketEndpoint sockets = new(_workspace);
        FileRoutes files = new(_workspace, chat, events);
        HookRoutes hooks = new(_workspace, tickets, responder, chat, _limits);
        ViewRoutes views = new(_workspace, tickets);
        _scheduler = new(_workspace, chat);
        _happenings = new(_workspace, chat, tickets, responder, views);
        SlackRoute[] methods =
        [
            .. new AuthRoutes(_workspace, _tokens, events).Routes,
            .. new ChatRoutes(_workspace, chat, _scheduler).Routes,
            .. new ConversationRoutes(_workspace, chat, events).Routes,
            .. new MemberRoutes(_workspace, chat, events).Routes,
            .. new HistoryRoutes(_workspace).Routes,
            .. new UserRoutes(_workspace).Routes,
            .. new ProfileRoutes(_workspace, events).Routes,
            .. new ReactionRoutes(_workspace, chat).Routes,
            .. views.Routes,
            .. files.Routes,
            .. new OAuthRoutes(_workspace, context.Clock, server, _tokens, codes).Routes,
            .. new ConnectionRoutes(sockets).Routes,
        ];
        _routes = new(
        [
            .. methods,
            .. methods.Select(static method => method with { Method = method.Method == "GET" ? "POST" : "GET" }),
            .. files.Pages,
            .. hooks.Pages,
            .. sockets.Routes,
            .. new AuthorizePage(_workspace, codes).Pages,
        ]);
        Operations = [.. methods.Select(static method => method.Operation)];
        Credentials = new LoginScenario(_workspace, _tokens, server, forms, hooks).Create();
    }

    public override IReadOnlyList<SandboxCredential> Credentials { get; }

    public override string? Channel =>
        _workspace.Conversations.Find(channel => _workspace.Apps.Count > 0 && channel.HasMember(_workspace.Apps[0].BotUser))?.Id;

    public override IReadOnlyList<string> Operations { get; }

    public override IReadOnlyList<SandboxEvent> Events => SlackHappenings.Events;

    public override async ValueTask<Answer> AnswerAsync(HttpContext context, Exchange exchange, CancellationToken cancellationToken)
    {
        SlackCall call = new(context, exchange, _workspace);
        WriteHeaders(context.Response.Headers);
        string path = Call.RawPath(context);
        if (!_routes.TryFind(context.Request.Method, path, 0, out Route<SlackCall>? route, out RouteValues values, out _))
        {
            exchange.Refuse("unknown-method");
            return path.StartsWith(ApiPrefix, StringComparison.Ordinal)
                ? call.Fail(new SlackProblem("unknown_method"))
                : Answer.Text(StatusCodes.Status404NotFound, "text/plain; charset=utf-8", "Not Found\n");
        }

        exchange.Route = route.Template;
        call.Values = values;
        try
        {
            if (route is not SlackRoute method)
            {
                return await RunPageAsync(call, route, cancellationToken).ConfigureAwait(false);
            }

            call.Input = await SlackInput.ReadAsync(call, cancellationToken).ConfigureAwait(false);
            lock (_workspace.Gate)
            {
                return Decide(call, method);
            }
        }
        catch (SlackProblem problem)
        {
            exchange.Refuse(problem.Error, exchange.Bucket);
            return call.Fail(problem);
        }
    }

    public override ValueTask<JsonElement> InvokeAsync(string name, JsonElement data, CancellationToken cancellationToken) =>
        _happenings.InvokeAsync(name, Fields.Of(data), cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await _scheduler.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_workspace.Apps.Select(static app => app.Link.Sockets.DisposeAsync().AsTask())).ConfigureAwait(false);
        await _webhooks.DisposeAsync().ConfigureAwait(false);
    }

    // What is no method of the API has no words of its own for a body that cannot be read.
    private static async ValueTask<Answer> RunPageAsync(SlackCall call, Route<SlackCall> route, CancellationToken cancellationToken)
    {
        // The last part of these paths is all the authorization there is.
        if (route.Template.EndsWith("/{secret}", StringComparison.Ordinal))
        {
            call.Exchange.Hide(call["secret"]);
        }
        else if (route.Template.EndsWith("/{ticket}", StringComparison.Ordinal))
        {
            call.Exchange.Hide(call["ticket"]);
        }

        try
        {
            return await route.Handler(call, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is JsonException or InvalidDataException or BadHttpRequestException)
        {
            call.Exchange.Refuse("invalid");
            int status = (error as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
            return Answer.Text(status, "text/plain; charset=utf-8", "Bad Request\n");
        }
    }

    private Answer Decide(SlackCall call, SlackRoute method)
    {
        if (method.Callers == Callers.None)
        {
            return method.Run(call);
        }

        Authenticate(call, method);
        if (!_limits.TryTake(call.App, method, call, out (string Bucket, TimeSpan Wait) refused))
        {
            call.Exchange.Bucket = refused.Bucket;
            call.Response.Headers.RetryAfter = HeaderValue.RetryAfter(refused.Wait);
            throw new SlackProblem("ratelimited") { Status = StatusCodes.Status429TooManyRequests };
        }

        if (method.Scopes.Count > 0 && !method.Scopes.Any(call.HasScope))
        {
            throw new SlackProblem("missing_scope") { Needed = string.Join(',', method.Scopes) };
        }

        return method.Run(call);
    }

    private void Authenticate(SlackCall call, SlackRoute method)
    {
        if (SlackInput.ReadToken(call) is not { Length: > 0 } secret)
        {
            throw new SlackProblem("not_authed");
        }

        TokenStatus status = _tokens.Find(secret, out Token<SlackIdentity>? token);
        if (status != TokenStatus.Active || token!.Spec.IsRefresh)
        {
            throw new SlackProblem(status switch
            {
                TokenStatus.Expired => "token_expired",
                TokenStatus.Revoked or TokenStatus.Rotated => "token_revoked",
                _ => "invalid_auth",
            });
        }

        token.Touch(_workspace.Clock.Now);
        call.Token = token;
        call.Exchange.Account = token.Spec.Owner.User?.Name ?? token.Spec.Owner.App.Name;
        call.Response.Headers["x-oauth-scopes"] = string.Join(',', token.Spec.Scopes);
        call.Response.Headers["x-accepted-oauth-scopes"] = string.Join(',', method.Scopes);
        if (call.Caller.User is { IsDeleted: true })
        {
            throw new SlackProblem("account_inactive");
        }

        if ((method.Callers & LoginKind.Of(token)) == Callers.None)
        {
            throw new SlackProblem("not_allowed_token_type");
        }
    }

    private void AddApps(ScenarioNode root, OAuthServer<SlackIdentity> server)
    {
        foreach (ScenarioNode node in root.List("apps"))
        {
            SlackApp app = SlackScenario.ReadApp(node, _workspace);
            app.Link = new(app, _workspace, _webhooks, new(_workspace));
            RequestUrls.Read(node.Fields).ApplyUnasked(app.Link);
            server.Register(app.Client);
            _workspace.Apps.Add(app);
            _workspace.Users.Add(app.BotUser);
        }
    }

    private void WriteHeaders(IHeaderDictionary headers)
    {
        headers["x-slack-req-id"] = _workspace.Ids.Hex(32);
        headers.CacheControl = "private, no-cache, no-store, must-revalidate";
        headers.Pragma = "no-cache";
        headers.Vary = "Accept-Encoding";
        headers["x-content-type-options"] = "nosniff";
        headers["x-xss-protection"] = "0";
        headers["referrer-policy"] = "no-referrer";
    }
}
