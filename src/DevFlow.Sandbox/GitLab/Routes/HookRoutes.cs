using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Webhooks;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Hooks of a project, their tests and their delivery log.</summary>
internal sealed class HookRoutes(ProjectHooks hooks, HookSamples samples)
{
    private const string Hooks = "/api/v4/projects/{id}/hooks";
    private const string Hook = Hooks + "/{hook_id}";

    private const string Settings =
        "name description push_events:flag issues_events:flag confidential_issues_events:flag merge_requests_events:flag tag_push_events:flag note_events:flag "
        + "confidential_note_events:flag job_events:flag pipeline_events:flag wiki_page_events:flag deployment_events:flag feature_flag_events:flag releases_events:flag "
        + "milestone_events:flag emoji_events:flag resource_access_token_events:flag repository_update_events:flag vulnerability_events:flag enable_ssl_verification:flag "
        + "token signing_token push_events_branch_filter custom_webhook_template branch_filter_strategy:wildcard|regex|all_branches url_variables:objects custom_headers:objects";

    public IEnumerable<GitLabRoute> Routes =>
    [
        new("GET", Hooks, call => Paging.Show(call, [.. call.Project.Hooks], HookJson.Write)) { Access = AccessLevel.Maintainer },
        new("GET", Hook, call => Find(call) is { } hook ? Show(hook, StatusCodes.Status200OK) : GitLabProblem.NotFound()) { Access = AccessLevel.Maintainer },
        new("POST", Hooks, Create) { Access = AccessLevel.Maintainer, Parameters = "url! " + Settings },
        new("PUT", Hook, Change) { Access = AccessLevel.Maintainer, Parameters = "url " + Settings },
        new("DELETE", Hook, DeleteAsync) { Access = AccessLevel.Maintainer },
        new("POST", Hook + "/test/{trigger}", TestAsync) { Access = AccessLevel.Maintainer, Limit = LimitSettings.HookTest },
        new("GET", Hook + "/events", ListDeliveries) { Access = AccessLevel.Maintainer, Parameters = "status:texts" },
        new("POST", Hook + "/events/{hook_log_id}/resend", ResendAsync) { Access = AccessLevel.Maintainer, Limit = LimitSettings.HookResend },
    ];

    private static ProjectHook? Find(GitLabCall call) => call.Project.Hooks.Find(hook => hook.Id == call.Number("hook_id"));

    private static ProjectHook? FindLocked(GitLabCall call)
    {
        lock (call.Project.Gate)
        {
            return Find(call);
        }
    }

    private static Answer Show(ProjectHook hook, int status) => Answer.Json(status, writer => HookJson.Write(writer, hook));

    private Answer Create(GitLabCall call) => TryRead(call.Fields, new HookSettings(""), out HookSettings settings, out Answer? refusal)
        ? Show(hooks.Add(call.Project, settings), StatusCodes.Status201Created)
        : refusal!;

    private Answer Change(GitLabCall call)
    {
        if (Find(call) is not { } hook)
        {
            return GitLabProblem.NotFound();
        }

        if (!TryRead(call.Fields, hook.Settings, out HookSettings settings, out Answer? refusal))
        {
            return refusal!;
        }

        hooks.Change(hook, settings);
        return Show(hook, StatusCodes.Status200OK);
    }

    private static bool TryRead(Fields fields, HookSettings before, out HookSettings settings, out Answer? refusal)
    {
        settings = before;
        try
        {
            settings = before.With(fields);
        }
        catch (FormatException error)
        {
            refusal = GitLabProblem.Invalid("signing_token", error.Message);
            return false;
        }

        // GitLab refuses addresses of its own network by default; a sandbox is the other way round.
        bool isReachable = Uri.TryCreate(settings.Url, UriKind.Absolute, out Uri? address) && LoopbackClient.IsLoopback(address);
        refusal = isReachable ? null : GitLabProblem.Error(StatusCodes.Status422UnprocessableEntity, "Invalid url given");
        return isReachable;
    }

    private static async ValueTask<Answer> DeleteAsync(GitLabCall call, CancellationToken cancellationToken)
    {
        if (FindLocked(call) is not { } hook)
        {
            return GitLabProblem.NotFound();
        }

        await ProjectHooks.RemoveAsync(hook).ConfigureAwait(false);
        return GitLabCall.NoContent();
    }

    private async ValueTask<Answer> TestAsync(GitLabCall call, CancellationToken cancellationToken)
    {
        WebhookMessage? message;
        ProjectHook? hook;
        lock (call.Project.Gate)
        {
            hook = Find(call);
            if (hook is null)
            {
                return GitLabProblem.NotFound();
            }

            if (!HookKind.Flags.Contains(call["trigger"]))
            {
                return GitLabProblem.Error(StatusCodes.Status400BadRequest, "trigger does not have a valid value");
            }

            message = samples.Create(call.Project, call["trigger"], call.User);
        }

        if (message is null)
        {
            return GitLabProblem.Message(StatusCodes.Status422UnprocessableEntity, $"Ensure the project has {call["trigger"].Replace("_events", "", StringComparison.Ordinal)}.");
        }

        LoggedDelivery delivery = await hook.Webhook.AskAsync(message, cancellationToken).ConfigureAwait(false);
        return delivery.Succeeded
            ? GitLabProblem.Message(StatusCodes.Status201Created, "201 Created")
            : GitLabProblem.Message(StatusCodes.Status422UnprocessableEntity, "422 Unprocessable Entity");
    }

    private static Answer ListDeliveries(GitLabCall call)
    {
        if (Find(call) is not { } hook)
        {
            return GitLabProblem.NotFound();
        }

        IReadOnlyList<string>? statuses = call.Fields.Texts("status");
        LoggedDelivery[] found = [.. hook.Webhook.Log.List().Where(delivery => statuses is null || statuses.Any(status => IsOf(delivery, status)))];
        return Paging.Show(call, found, HookJson.WriteDelivery);
    }

    private static bool IsOf(LoggedDelivery delivery, string status) => status switch
    {
        "successful" => delivery.StatusCode is >= 200 and <= 299,
        "client_failure" => delivery.StatusCode is >= 400 and <= 499,
        "server_failure" => delivery.StatusCode is null or >= 500,
        _ => $"{delivery.StatusCode}" == status,
    };

    private static async ValueTask<Answer> ResendAsync(GitLabCall call, CancellationToken cancellationToken)
    {
        if (FindLocked(call) is not { } hook || hook.Webhook.Log.Find(call.Number("hook_log_id")) is not { } delivery)
        {
            return GitLabProblem.NotFound();
        }

        LoggedDelivery again = await hook.Webhook.RedeliverNowAsync(delivery, cancellationToken).ConfigureAwait(false);
        return again.StatusCode is { } status
            ? GitLabCall.Created(writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("response_status"u8, status);
                writer.WriteEndObject();
            })
            : GitLabProblem.Message(StatusCodes.Status422UnprocessableEntity, "422 Unprocessable Entity");
    }
}
