using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Webhooks of repositories and organisations.</summary>
internal sealed class HookRoutes(HookEngine engine)
{
    private const string Repository = "/repos/{owner}/{repo}";
    private const string Organization = "/orgs/{org}";

    public IEnumerable<GitHubRoute> Routes =>
    [
        .. Create(Repository, HookAccess.Repository),
        Route("POST", Repository, "/{hook_id}/tests", HookAccess.Repository, "test-the-push-repository-webhook", TestAsync, isWrite: false),
        .. Create(Organization, HookAccess.Organization),
    ];

    private IEnumerable<GitHubRoute> Create(string place, HookAccess access)
    {
        string noun = access.Noun;
        return
        [
            Route("GET", place, "", access, $"list-{noun}-webhooks", ListAsync, isWrite: false),
            Route("POST", place, "", access, $"create-{access.Article}-{noun}-webhook", CreateAsync, isWrite: true),
            Route("GET", place, "/{hook_id}", access, $"get-{access.Article}-{noun}-webhook", GetAsync, isWrite: false),
            Route("PATCH", place, "/{hook_id}", access, $"update-{access.Article}-{noun}-webhook", ChangeAsync, isWrite: true),
            Route("DELETE", place, "/{hook_id}", access, $"delete-{access.Article}-{noun}-webhook", DeleteAsync, isWrite: true),
            Route("GET", place, "/{hook_id}/config", access, $"get-a-webhook-configuration-for-{access.Article}-{noun}", GetConfigAsync, isWrite: false),
            Route("PATCH", place, "/{hook_id}/config", access, $"update-a-webhook-configuration-for-{access.Article}-{noun}", ChangeConfigAsync, isWrite: true),
            Route("POST", place, "/{hook_id}/pings", access, $"ping-{access.Article}-{noun}-webhook", PingAsync, isWrite: false),
        ];
    }

    private static GitHubRoute Route(
        string method,
        string place,
        string path,
        HookAccess access,
        string anchor,
        Func<GitHubCall, CancellationToken, ValueTask<Answer>> handler,
        bool isWrite) =>
        new(method, $"{place}/hooks{path}", isWrite ? access.WriteScopes : access.ReadScopes, $"{access.Documentation}#{anchor}", handler)
        {
            Permissions = isWrite ? access.WritePermission : access.ReadPermission,
        };

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        Paging paging = Paging.Read(call.Query);
        HookPlace place = PlaceOf(call);
        List<Hook> hooks = place.Hooks.List();
        JsonBuffer body = JsonBuffer.Rent();
        body.Writer.WriteStartArray();
        foreach (Hook hook in paging.Take(hooks))
        {
            HookJson.Write(body.Writer, hook, call.Links);
        }

        body.Writer.WriteEndArray();
        call.SetLink(paging.CreateLink($"{call.Links.Api}{place.ListPath}/hooks", call.Query, hooks.Count));
        return new(Answer.Json(StatusCodes.Status200OK, body));
    }

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken) =>
        new(Find(call) is { } hook ? Show(call, hook, StatusCodes.Status200OK) : call.NotFound());

    private async ValueTask<Answer> CreateAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        (Fields? body, Answer? refusal) = await call.ReadBodyAsync(cancellationToken).ConfigureAwait(false);
        if (body is null)
        {
            return refusal!;
        }

        HookPlace place = PlaceOf(call);
        if (place.Repository is null && !body.Has("name"))
        {
            return call.Invalid(new FieldError("Hook", "missing_field", "name"));
        }

        if (HookSettingsReader.Read(body.Body, null, out FieldError? error) is not { } settings)
        {
            return call.Invalid(error!);
        }

        if (engine.Create(place, settings, out string problem) is not { } hook)
        {
            return Refuse(call, problem);
        }

        hook.Ping(call.Grant.Account, call.Answered);
        return Show(call, hook, StatusCodes.Status201Created);
    }

    private static async ValueTask<Answer> ChangeAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (Find(call) is not { } hook)
        {
            return call.NotFound();
        }

        (Fields? body, Answer? refusal) = await call.ReadBodyAsync(cancellationToken).ConfigureAwait(false);
        if (body is null)
        {
            return refusal!;
        }

        if (HookSettingsReader.Read(body.Body, hook.Settings, out FieldError? error) is not { } settings)
        {
            return call.Invalid(error!);
        }

        return hook.Place.Hooks.Change(hook, settings) is { } problem ? Refuse(call, problem) : Show(call, hook, StatusCodes.Status200OK);
    }

    private static ValueTask<Answer> GetConfigAsync(GitHubCall call, CancellationToken cancellationToken) =>
        new(Find(call) is { } hook ? ShowConfig(hook) : call.NotFound());

    private static async ValueTask<Answer> ChangeConfigAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (Find(call) is not { } hook)
        {
            return call.NotFound();
        }

        (Fields? body, Answer? refusal) = await call.ReadBodyAsync(cancellationToken).ConfigureAwait(false);
        if (body is null)
        {
            return refusal!;
        }

        if (HookSettingsReader.ReadConfig(body.Body, hook.Settings, out FieldError? error) is not { } settings)
        {
            return call.Invalid(error!);
        }

        return hook.Place.Hooks.Change(hook, settings) is { } problem ? Refuse(call, problem) : ShowConfig(hook);
    }

    private static async ValueTask<Answer> DeleteAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (Find(call) is not { } hook || !hook.Place.Hooks.Remove(hook))
        {
            return call.NotFound();
        }

        await hook.Deliveries.DisposeAsync().ConfigureAwait(false);
        return Answer.Empty(StatusCodes.Status204NoContent);
    }

    private static ValueTask<Answer> PingAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (Find(call) is not { } hook)
        {
            return new(call.NotFound());
        }

        hook.Ping(call.Grant.Account, call.Answered);
        return new(Answer.Empty(StatusCodes.Status204NoContent));
    }

    // Only hooks that listen to pushes are told; the others answer as if they were.
    private static ValueTask<Answer> TestAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (Find(call) is not { } hook)
        {
            return new(call.NotFound());
        }

        if (hook.Settings.Wants("push"))
        {
            hook.Tell(TestPush.Create(call.Repository, call.Grant.Account, call.Answered));
        }

        return new(Answer.Empty(StatusCodes.Status204NoContent));
    }

    private static HookPlace PlaceOf(GitHubCall call) => new(call.Repository, call.Organization);

    private static Hook? Find(GitHubCall call) => PlaceOf(call).Hooks.Find(call.Number("hook_id"));

    private static Answer Refuse(GitHubCall call, string problem) => call.Invalid(new FieldError("Hook", "custom", null, problem));

    private static Answer ShowConfig(Hook hook) => Answer.Json(StatusCodes.Status200OK, writer => HookJson.WriteConfig(writer, hook.Settings));

    private static Answer Show(GitHubCall call, Hook hook, int status)
    {
        JsonBuffer body = JsonBuffer.Rent();
        HookJson.Write(body.Writer, hook, call.Links);
        call.SetLocation(status, hook.ApiPath);
        return Answer.Json(status, body);
    }
}
