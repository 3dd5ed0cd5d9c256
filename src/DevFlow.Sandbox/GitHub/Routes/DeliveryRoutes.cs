using System.Globalization;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Webhooks;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What hooks were told during the last three days, and telling it again.</summary>
internal sealed class DeliveryRoutes(HookEngine engine)
{
    private const int DefaultPerPage = 30;
    private const int MaxPerPage = 100;
    private const string CursorPrefix = "v1_";

    public IEnumerable<GitHubRoute> Routes =>
    [
        .. Create("/repos/{owner}/{repo}/hooks/{hook_id}", HookAccess.Repository),
        .. Create("/orgs/{org}/hooks/{hook_id}", HookAccess.Organization),
        .. Create("/app/hook", HookAccess.App),
    ];

    private IEnumerable<GitHubRoute> Create(string hook, HookAccess access)
    {
        string template = hook + "/deliveries";
        return
        [
            Route("GET", template, $"list-deliveries-for-{access.Article}-{access.Noun}-webhook", access, ListAsync, isWrite: false),
            Route("GET", template + "/{delivery_id}", $"get-a-delivery-for-{access.Article}-{access.Noun}-webhook", access, GetAsync, isWrite: false),
            Route("POST", template + "/{delivery_id}/attempts", $"redeliver-a-delivery-for-{access.Article}-{access.Noun}-webhook", access, RedeliverAsync, isWrite: true),
        ];
    }

    private static GitHubRoute Route(string method, string template, string anchor, HookAccess access, Func<GitHubCall, CancellationToken, ValueTask<Answer>> handler, bool isWrite) =>
        new(method, template, isWrite ? access.WriteScopes : access.ReadScopes, $"{access.Documentation}#{anchor}", handler)
        {
            Permissions = isWrite ? access.WritePermission : access.ReadPermission,
            Callers = access.Callers,
        };

    private ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (FindHook(call) is not { } hook)
        {
            return new(call.NotFound());
        }

        string cursor = call.Query["cursor"].ToString();
        long newest = long.MaxValue;
        if (cursor.Length > 0 && !long.TryParse(
            cursor.StartsWith(CursorPrefix, StringComparison.Ordinal) ? cursor.AsSpan(CursorPrefix.Length) : cursor, NumberStyles.None, CultureInfo.InvariantCulture, out newest))
        {
            return new(GitHubProblem.Create(StatusCodes.Status400BadRequest, "Invalid cursor", call.Documentation));
        }

        string status = call.Query["status"].ToString();
        if (status is not ("" or "success" or "failure"))
        {
            return new(call.Invalid(new FieldError("Hook", "invalid", "status")));
        }

        int size = int.TryParse(call.Query["per_page"], NumberStyles.None, CultureInfo.InvariantCulture, out int asked) && asked > 0
            ? Math.Min(asked, MaxPerPage) : DefaultPerPage;
        List<LoggedDelivery> found = hook.Deliveries.Log.List().FindAll(delivery =>
            delivery.Id <= newest && engine.IsKept(delivery) && (status.Length == 0 || delivery.Succeeded == (status == "success")));
        SetLink(call, hook, found, size, status);
        return new(Answer.Json(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartArray();
            foreach (LoggedDelivery delivery in found.Take(size))
            {
                DeliveryJson.WriteItem(writer, delivery);
            }

            writer.WriteEndArray();
        }));
    }

    private ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken) => new(Find(call, out _) is { } delivery
        ? Answer.Json(StatusCodes.Status200OK, writer => DeliveryJson.Write(writer, delivery))
        : call.NotFound());

    private ValueTask<Answer> RedeliverAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (Find(call, out Hook? hook) is not { } delivery)
        {
            return new(call.NotFound());
        }

        hook!.Deliveries.Redeliver(delivery);
        return new(Answer.Json(StatusCodes.Status202Accepted, static writer =>
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }));
    }

    private static Hook? FindHook(GitHubCall call) => call.Route!.Callers == Callers.App
        ? call.Grant.App!.Hook
        : new HookPlace(call.Repository, call.Organization).Hooks.Find(call.Number("hook_id"));

    private LoggedDelivery? Find(GitHubCall call, out Hook? hook)
    {
        hook = FindHook(call);
        return hook?.Deliveries.Log.Find(call.Number("delivery_id")) is { } delivery && engine.IsKept(delivery) ? delivery : null;
    }

    // The cursor names the delivery the next page begins with.
    private static void SetLink(GitHubCall call, Hook hook, List<LoggedDelivery> found, int size, string status)
    {
        if (found.Count > size)
        {
            string filter = status.Length == 0 ? "" : $"&status={status}";
            call.SetLink(string.Create(
                CultureInfo.InvariantCulture,
                $"<{call.Links.Api}{hook.Place.ListPathOf(hook)}/deliveries?per_page={size}{filter}&cursor={CursorPrefix}{found[size].Id}>; rel=\"next\""));
        }
    }
}
