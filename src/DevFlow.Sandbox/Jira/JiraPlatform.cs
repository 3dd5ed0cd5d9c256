using System.Text.Json;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Ledger;
using DevFlow.Sandbox.Scenario;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Jira, Cloud or Data Center: which site, which route, who asks, what is left, then the answer with Jira's headers.</summary>
internal sealed class JiraPlatform : Platform
{
    private const string RemovedSearch = "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. "
        + "A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046";

    private readonly bool _isCloud;
    private readonly JiraState _state;
    private readonly JiraLogins _logins;
    private readonly JiraHooks _hooks;
    private readonly JiraLimits _limits;
    private readonly JiraHeaders _headers;
    private readonly JiraHappenings _happenings;
    private readonly RouteTable<JiraCall> _routes;
    private readonly JiraView[] _site;
    private readonly JiraView[] _gateway;

    public JiraPlatform(SandboxContext context)
    {
        _isCloud = context.Options.Deployment == SandboxDeployment.Cloud;
        _state = new(context.Clock);
        _logins = new(context);
        _site = [new(context.Origin, 2, _isCloud), new(context.Origin, 3, _isCloud)];
        string gateway = $"{context.Origin}/ex/jira/{_logins.CloudId}";
        _gateway = [new(gateway, 2, _isCloud), new(gateway, 3, _isCloud)];
        _hooks = new(_state, _logins, context, _site[0]);
        Tracker tracker = new(_state, _hooks.Publish);
        lock (_state.Gate)
        {
            ScenarioNode root = new(context.Scenario);
            JiraScenario scenario = new(_state, tracker);
            scenario.Read(root);
            scenario.ReadLogins(root, _logins, _isCloud);
        }

        _limits = _isCloud ? new CloudLimits(context) : new ServerLimits(context);
        _headers = new(context.Chance, _isCloud);
        _happenings = new(_state, tracker, _site[0]);
        JiraRoute[] routes = JiraRoutes.Of(_state, tracker, _hooks, _logins, _isCloud);
        _routes = new(routes);
        Operations = [.. routes.Select(route => route.Operation)];
    }

    public override IReadOnlyList<SandboxCredential> Credentials => _logins.Credentials;

    public override string? UserName => _isCloud ? Credentials[0].UserName : null;

    public override string? Project => _state.Projects[0].Key;

    public override IReadOnlyList<string> Operations { get; }

    public override IReadOnlyList<SandboxEvent> Events => JiraHappenings.Events;

    public override async ValueTask<Answer> AnswerAsync(HttpContext context, Exchange exchange, CancellationToken cancellationToken)
    {
        JiraPath path = JiraPath.Read(Call.RawPath(context), _isCloud);
        JiraView[] views = path.CloudId is null ? _site : _gateway;
        int version = path.Path.StartsWith(JiraRoute.Version2, StringComparison.Ordinal) ? 2 : 3;
        JiraCall call = new(context, exchange, views[_isCloud ? version - 2 : 0], path.CloudId is not null);
        LoginResult? login = null;
        Answer answer = Begin(call, path, ref login) ?? await call.Route!.Handler(call, cancellationToken).ConfigureAwait(false);
        if (answer.Status is StatusCodes.Status400BadRequest or StatusCodes.Status403Forbidden or StatusCodes.Status409Conflict && exchange.Refusal is null)
        {
            exchange.Refuse(answer.Status == StatusCodes.Status403Forbidden ? "forbidden" : "invalid");
        }

        _limits.Finish(call);
        _headers.Write(context.Response.Headers, call.Caller, login);
        return answer;
    }

    public override ValueTask<JsonElement> InvokeAsync(string name, JsonElement data, CancellationToken cancellationToken) =>
        new(_happenings.Invoke(name, Fields.Of(data)));

    public override ValueTask DisposeAsync() => _hooks.DisposeAsync();

    /// <summary>Everything before the operation itself.</summary>
    /// <returns>Null, or the answer that refuses the request.</returns>
    private Answer? Begin(JiraCall call, JiraPath path, ref LoginResult? login)
    {
        if (!_routes.TryFind(call.Request.Method, path.Path, 0, out Route<JiraCall>? found, out RouteValues values, out IReadOnlyCollection<string> allowed))
        {
            return FindNothing(call, path, allowed);
        }

        JiraRoute route = (JiraRoute)found;
        call.Route = route;
        call.Values = values;
        call.Exchange.Route = route.Template;
        if (path.CloudId is { } cloudId && cloudId != _logins.CloudId)
        {
            call.Exchange.Refuse("wrong-site");
            return JiraProblem.Gateway(StatusCodes.Status404NotFound, "No message available");
        }

        if (route.IsPublic)
        {
            return null;
        }

        login = _logins.Check(call.Request.Headers.Authorization, call.IsGateway || route.IsAtAnyAddress, out Caller? caller);
        if (caller is null)
        {
            return RefuseLogin(call, login.Value);
        }

        call.Caller = caller;
        call.Exchange.Account = caller.User.Name;
        return RefuseCaller(call, route) ?? _limits.Take(call, FindIssue(call, route));
    }

    private static Answer FindNothing(JiraCall call, JiraPath path, IReadOnlyCollection<string> allowed)
    {
        if (call.View.IsCloud && path.Path is "/rest/api/3/search" or "/rest/api/2/search" && allowed.Count == 0)
        {
            call.Exchange.Refuse("removed");
            return JiraProblem.Create(StatusCodes.Status410Gone, RemovedSearch);
        }

        if (allowed.Count == 0)
        {
            return JiraProblem.NoEndpoint(StatusCodes.Status404NotFound, call.View.Root + path.Path);
        }

        call.Exchange.Refuse("method");
        call.Response.Headers.Allow = string.Join(',', allowed);
        return JiraProblem.NoEndpoint(StatusCodes.Status405MethodNotAllowed, path.Path);
    }

    private static Answer RefuseLogin(JiraCall call, LoginResult login)
    {
        call.Exchange.Refuse(login == LoginResult.Missing ? "no-token" : login == LoginResult.Captcha ? "captcha" : "bad-token");
        return login switch
        {
            LoginResult.NotConnect => Answer.Json(StatusCodes.Status403Forbidden, static writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("error"u8, "Failed to parse Connect Session Auth Token");
                writer.WriteEndObject();
            }),
            LoginResult.Captcha => JiraProblem.Forbidden("Basic authentication with passwords is blocked: solve the CAPTCHA at the login page."),
            _ when call.IsGateway => JiraProblem.Gateway(StatusCodes.Status401Unauthorized, "Unauthorized"),
            _ => JiraProblem.Create(StatusCodes.Status401Unauthorized, JiraProblem.NotAuthenticated),
        };
    }

    private static Answer? RefuseCaller(JiraCall call, JiraRoute route)
    {
        if (!call.Caller.May(call.View.IsCloud ? route.Scope : route.ServerScope))
        {
            call.Exchange.Refuse("missing-scope");
            return call.View.IsCloud
                ? JiraProblem.Gateway(StatusCodes.Status401Unauthorized, "Unauthorized; scope does not match")
                : JiraProblem.Forbidden("The scope of the token does not allow this.");
        }

        if (route.IsForApps && !call.Caller.IsApp)
        {
            return JiraProblem.Forbidden("Only apps may do this: Connect apps and those of OAuth 2.0.");
        }

        return route.IsForAdmins && !call.User.IsAdmin
            ? JiraProblem.Forbidden("You must be a Jira administrator to do this.")
            : null;
    }

    private long? FindIssue(JiraCall call, JiraRoute route)
    {
        if (!route.WritesIssue)
        {
            return null;
        }

        lock (_state.Gate)
        {
            return call.Find(_state)?.Id;
        }
    }
}
