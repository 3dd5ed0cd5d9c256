using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Webhooks of a repository.</summary>
internal sealed class HookRoutes(HookDispatcher dispatcher, TimeProvider clock)
{
    private const string Documentation = "https://docs.github.com/rest/repos/webhooks";
    private const string ReadScopes = "admin:repo_hook, public_repo, read:repo_hook, repo, write:repo_hook";
    private const string WriteScopes = "admin:repo_hook, public_repo, repo, write:repo_hook";

    public IEnumerable<GitHubRoute> Routes =>
    [
        new("GET", ["hooks"], ReadScopes, $"{Documentation}#list-repository-webhooks", ListAsync),
        new("POST", ["hooks"], WriteScopes, $"{Documentation}#create-a-repository-webhook", CreateAsync),
        new("GET", ["hooks", "#"], ReadScopes, $"{Documentation}#get-a-repository-webhook", GetAsync),
        new("DELETE", ["hooks", "#"], "admin:repo_hook, public_repo, repo", $"{Documentation}#delete-a-repository-webhook", DeleteAsync),
        new("POST", ["hooks", "#", "pings"], ReadScopes, $"{Documentation}#ping-a-repository-webhook", PingAsync),
    ];

    private static ValueTask<GitHubAnswer> ListAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        Paging paging = Paging.Read(call.Request.Query);
        List<Hook> hooks = call.Repository.Hooks.List();
        JsonBuffer body = JsonBuffer.Rent();
        body.Writer.WriteStartArray();
        foreach (Hook hook in paging.Take(hooks))
        {
            HookJson.Write(body.Writer, hook, call.Links);
        }

        body.Writer.WriteEndArray();
        return new(new GitHubAnswer(StatusCodes.Status200OK, body)
        {
            Link = paging.CreateLink($"{call.Links.Api}/repositories/{call.Repository.Id}/hooks", call.Request.Query, hooks.Count),
        });
    }

    private static ValueTask<GitHubAnswer> GetAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        Hook? hook = call.Repository.Hooks.Find(call.Number);
        return new(hook is null ? call.NotFound() : Answer(call, hook, StatusCodes.Status200OK));
    }

    private async ValueTask<GitHubAnswer> CreateAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        (JsonDocument? body, GitHubAnswer? refusal) = await call.ReadBodyAsync(cancellationToken).ConfigureAwait(false);
        using (body)
        {
            if (body is null)
            {
                return refusal!;
            }

            if (HookInputReader.Read(body.RootElement, out FieldError? error) is not { } input)
            {
                return call.Invalid(error!);
            }

            Hook? hook = call.Repository.Hooks.Add(input, id => Open(call, id, input), CreatePing(call), out string problem);
            return hook is null
                ? call.Invalid(new FieldError("Hook", "custom", null, problem))
                : Answer(call, hook, StatusCodes.Status201Created);
        }
    }

    private static ValueTask<GitHubAnswer> DeleteAsync(GitHubCall call, CancellationToken cancellationToken) =>
        new(call.Repository.Hooks.Remove(call.Number) ? GitHubAnswer.NoContent() : call.NotFound());

    private static ValueTask<GitHubAnswer> PingAsync(GitHubCall call, CancellationToken cancellationToken) =>
        new(call.Repository.Hooks.Ping(call.Number, CreatePing(call)) ? GitHubAnswer.NoContent() : call.NotFound());

    private HookSender Open(GitHubCall call, long id, HookInput input) =>
        dispatcher.Open(new Hook(id, input, call.Repository.ApiPath, clock.GetUtcNow()));

    private static HookNotice CreatePing(GitHubCall call) => new("ping", call.Repository, call.Grant.Account, call.Answered);

    private static GitHubAnswer Answer(GitHubCall call, Hook hook, int status)
    {
        JsonBuffer body = JsonBuffer.Rent();
        HookJson.Write(body.Writer, hook, call.Links);
        return new(status, body) { Location = status == StatusCodes.Status201Created ? call.Links.Api + hook.ApiPath : null };
    }
}
