using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Webhooks of a repository.</summary>
internal sealed class HookRoutes(HookDispatcher dispatcher, SandboxClock clock)
{
    private const string Documentation = "https://docs.github.com/rest/repos/webhooks";
    private const string ReadScopes = "admin:repo_hook, public_repo, read:repo_hook, repo, write:repo_hook";
    private const string WriteScopes = "admin:repo_hook, public_repo, repo, write:repo_hook";

    public IEnumerable<GitHubRoute> Routes =>
    [
        new("GET", "/repos/{owner}/{repo}/hooks", ReadScopes, $"{Documentation}#list-repository-webhooks", ListAsync),
        new("POST", "/repos/{owner}/{repo}/hooks", WriteScopes, $"{Documentation}#create-a-repository-webhook", CreateAsync),
        new("GET", "/repos/{owner}/{repo}/hooks/{hook_id}", ReadScopes, $"{Documentation}#get-a-repository-webhook", GetAsync),
        new("DELETE", "/repos/{owner}/{repo}/hooks/{hook_id}", "admin:repo_hook, public_repo, repo", $"{Documentation}#delete-a-repository-webhook", DeleteAsync),
        new("POST", "/repos/{owner}/{repo}/hooks/{hook_id}/pings", ReadScopes, $"{Documentation}#ping-a-repository-webhook", PingAsync),
    ];

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        Paging paging = Paging.Read(call.Query);
        List<Hook> hooks = call.Repository.Hooks.List();
        JsonBuffer body = JsonBuffer.Rent();
        body.Writer.WriteStartArray();
        foreach (Hook hook in paging.Take(hooks))
        {
            HookJson.Write(body.Writer, hook, call.Links);
        }

        body.Writer.WriteEndArray();
        call.SetLink(paging.CreateLink($"{call.Links.Api}/repositories/{call.Repository.Id}/hooks", call.Query, hooks.Count));
        return new(Answer.Json(StatusCodes.Status200OK, body));
    }

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        Hook? hook = call.Repository.Hooks.Find(call.Number("hook_id"));
        return new(hook is null ? call.NotFound() : Show(call, hook, StatusCodes.Status200OK));
    }

    private async ValueTask<Answer> CreateAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        (Fields? body, Answer? refusal) = await call.ReadBodyAsync(cancellationToken).ConfigureAwait(false);
        if (body is null)
        {
            return refusal!;
        }

        if (HookInputReader.Read(body.Body, out FieldError? error) is not { } input)
        {
            return call.Invalid(error!);
        }

        Hook? hook = call.Repository.Hooks.Add(input, () => Open(call, input), hook => CreatePing(call, hook), out string problem);
        return hook is null
            ? call.Invalid(new FieldError("Hook", "custom", null, problem))
            : Show(call, hook, StatusCodes.Status201Created);
    }

    private static ValueTask<Answer> DeleteAsync(GitHubCall call, CancellationToken cancellationToken) =>
        new(call.Repository.Hooks.Remove(call.Number("hook_id")) ? Answer.Empty(StatusCodes.Status204NoContent) : call.NotFound());

    private static ValueTask<Answer> PingAsync(GitHubCall call, CancellationToken cancellationToken) =>
        new(call.Repository.Hooks.Ping(call.Number("hook_id"), hook => CreatePing(call, hook)) ? Answer.Empty(StatusCodes.Status204NoContent) : call.NotFound());

    private HookSender Open(GitHubCall call, HookInput input) =>
        dispatcher.Open(new Hook(dispatcher.Ids.Next(), input, call.Repository.ApiPath, clock.Now));

    private static HookNotice CreatePing(GitHubCall call, Hook hook) =>
        new("ping", null, call.Repository, call.Grant.Account, call.Answered, (writer, links) => HookPayload.WritePing(writer, hook, links));

    private static Answer Show(GitHubCall call, Hook hook, int status)
    {
        JsonBuffer body = JsonBuffer.Rent();
        HookJson.Write(body.Writer, hook, call.Links);
        call.SetLocation(status, hook.ApiPath);
        return Answer.Json(status, body);
    }
}
