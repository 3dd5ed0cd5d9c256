using System.Text.Json;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Ledger;
using DevFlow.Sandbox.Limits;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>GitHub: which route, who asks, what is left, what is allowed, then the answer with GitHub's headers.</summary>
internal sealed class GitHubPlatform : Platform
{
    private readonly GitHubState _state;
    private readonly GitHubLogins _logins;
    private readonly GitHubLimits _limits;
    private readonly GitHubHeaders _headers;
    private readonly GitHubRouter _router;
    private readonly AccessRules _access;
    private readonly HookEngine _hooks;
    private readonly LimitPool _anonymous;
    private readonly Links _plain;
    private readonly Links _enterprise;
    private readonly Dictionary<string, Happening> _happenings;

    public GitHubPlatform(SandboxContext context)
    {
        SandboxClock clock = context.Clock;
        _plain = new(context.Origin, context.Origin);
        _enterprise = new(context.Origin + "/api/v3", context.Origin);
        _state = new(clock);
        new GitHubScenario(_state).Read(new(context.Scenario));
        LimitNumbers numbers = new(context);
        _anonymous = numbers.ForAddress("127.0.0.1");
        _limits = new(clock);
        _headers = new(clock, context.Chance);
        _logins = new(context, numbers);
        _access = new(_logins);
        _hooks = new(_enterprise, context);
        Credentials = new LoginScenario(context, _state, _logins).Read();
        GitHubRoute[] routes =
        [
            .. new AccountRoutes(_state).Routes,
            .. ResourceRoutes.All(_state),
            .. new HookRoutes(_hooks).Routes,
            .. new DeliveryRoutes(_hooks).Routes,
            .. new AppHookRoutes(_hooks).Routes,
            .. new AppRoutes(_state, _logins).Routes,
            .. new InstallationRoutes(_state, _logins).Routes,
            .. new ApplicationRoutes(_logins).Routes,
            .. new CredentialRoutes(_logins).Routes,
            .. new OAuthRoutes(_logins, numbers, clock).Routes,
            .. new DevicePage(_state, _logins, numbers).Routes,
            .. new AuthorizePage(_state, _logins).Routes,
            .. new GraphQlRoutes(_state, _limits).Routes,
        ];
        _router = new(routes, _state);
        Operations = [.. routes.Where(route => !route.IsPage).Select(route => route.Operation)];
        _happenings = new DeviceHappenings(_state, _logins).Events.Concat(new GitHubHappenings(_state).Events)
            .ToDictionary(happening => happening.Event.Name, StringComparer.Ordinal);
        Events = [.. _happenings.Values.Select(static happening => happening.Event)];
    }

    public override IReadOnlyList<SandboxCredential> Credentials { get; }

    public override string? Repository => _state.Repositories[0].FullName;

    public override IReadOnlyList<string> Operations { get; }

    public override IReadOnlyList<SandboxEvent> Events { get; }

    public override async ValueTask<Answer> AnswerAsync(HttpContext context, Exchange exchange, CancellationToken cancellationToken)
    {
        string path = Call.RawPath(context);
        GitHubCall call = new(context, exchange, GitHubRouter.IsEnterprise(path) ? _enterprise : _plain, _headers.CreateRequestId()) { Pool = _anonymous };
        bool isFound = _router.TryRoute(call, path);
        Answer? refusal = Admit(call, isFound);
        return Finish(call, refusal ?? await call.Route!.Handler(call, cancellationToken).ConfigureAwait(false));
    }

    public override ValueTask<JsonElement> InvokeAsync(string name, JsonElement data, CancellationToken cancellationToken) =>
        new(_happenings[name].Run(Fields.Of(data)));

    public override async ValueTask DisposeAsync()
    {
        _state.Dispose();
        await _hooks.DisposeAsync().ConfigureAwait(false);
    }

    private Answer? Admit(GitHubCall call, bool isFound)
    {
        if (call.Route?.IsOutsideApi == true)
        {
            return null;
        }

        if (Authenticate(call) is { } stranger)
        {
            return stranger;
        }

        return _limits.Enter(call)
            ?? (isFound ? _access.Check(call, call.Repository, call.Organization) : call.NotFound());
    }

    // GitHub grants anonymous requests 60 an hour and counts those with a bad token among them. The sandbox serves hardly
    // any of them, so it shows that window in the headers and goes on saying 401 when it is empty.
    private Answer? Authenticate(GitHubCall call)
    {
        string authorization = call.Request.Headers.Authorization.ToString();
        string? problem = null;
        if (authorization.Length > 0 && _logins.TryAuthenticate(authorization, out Credential credential, out problem))
        {
            call.Grant = credential.Grant;
            call.Token = credential.Token;
            call.Pool = credential.Grant.Pool;
            call.Exchange.Account = credential.Grant.Account.Login;
        }

        Answer? refusal = problem is null
            ? AccessRules.CheckCaller(call)
            : GitHubProblem.Create(StatusCodes.Status401Unauthorized, problem, GitHubProblem.Documentation);
        if (problem is not null)
        {
            call.Exchange.Refuse("bad-token");
        }

        if (refusal is null || call.Grant is not null)
        {
            call.Limit = call.Pool.Primary(call.Resource).Read();
            return refusal;
        }

        _anonymous.Primary(0).TryTake(1, out Reading reading);
        call.Limit = reading;
        return refusal;
    }

    private static Answer Finish(GitHubCall call, Answer answer)
    {
        if (answer.Status is >= StatusCodes.Status400BadRequest and not StatusCodes.Status404NotFound && call.Exchange.Refusal is null)
        {
            call.Exchange.Refuse("invalid");
        }

        if (GitHubHeaders.IsCacheable(call, answer.Status))
        {
            answer = EntityTag.Apply(call.Context, answer, isWeak: false);
            if (answer.Status == StatusCodes.Status304NotModified)
            {
                GitHubLimits.Free(call);
            }
        }

        GitHubHeaders.Write(call, answer.Status);
        return answer;
    }
}
