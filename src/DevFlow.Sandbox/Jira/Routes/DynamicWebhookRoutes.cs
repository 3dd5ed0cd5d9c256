using System.Globalization;
using System.Text;
using System.Text.Json;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Webhooks;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Webhooks that apps register, for 30 days at a time.</summary>
internal sealed class DynamicWebhookRoutes(JiraState state, JiraHooks hooks)
{
    private const int MaxForUser = 5;
    private const int MaxFailures = 100;
    private const string Manage = "manage:jira-webhook";

    public IEnumerable<JiraRoute> CloudRoutes =>
    [
        new("GET", "/rest/api/3/webhook", "read:jira-work", state, List) { IsForApps = true },
        new("POST", "/rest/api/3/webhook", Manage, state, Register) { IsForApps = true },
        new("DELETE", "/rest/api/3/webhook", Manage, state, Delete) { IsForApps = true },
        new("PUT", "/rest/api/3/webhook/refresh", Manage, state, Refresh) { IsForApps = true },
        new("GET", "/rest/api/3/webhook/failed", Manage, state, ListFailed) { IsForApps = true },
    ];

    private Answer List(JiraCall call, Fields input) => input.Number("startAt") is null && input.Problems.Count > 0
        ? JiraProblem.BadRequest("startAt must be a number.")
        : call.Page(input, hooks.Of(call.Caller), static (writer, hook, _) =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("id"u8, hook.Id);
            writer.WriteString("url"u8, hook.Address.AbsoluteUri);
            writer.WriteString("jqlFilter"u8, hook.Filter);
            writer.WriteArray("events"u8, hook.Events, writer.WriteStringValue);
            writer.WriteNumber("expirationDate"u8, hook.ExpiresAt!.Value.ToUnixTimeMilliseconds());
            writer.WriteEndObject();
        });

    private Answer Register(JiraCall call, Fields input)
    {
        string? url = input.Text("url");
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || !LoopbackClient.IsLoopback(address))
        {
            return JiraProblem.BadRequest("The URL must be on this machine: a sandbox contacts loopback addresses only.");
        }

        if (input.Raw("webhooks") is not { ValueKind: JsonValueKind.Array } wanted || wanted.GetArrayLength() == 0)
        {
            return JiraProblem.BadRequest("At least one webhook must be given.");
        }

        // The 5 that a user may have of an app are counted one by one: the first may fit where the second does not.
        (long? Id, string? Error)[] results = [.. wanted.EnumerateArray().Select(item => Register(call, address, Fields.Of(item)))];
        return JiraCall.Show(writer =>
        {
            writer.WriteStartObject();
            writer.WriteArray("webhookRegistrationResult"u8, results, result =>
            {
                writer.WriteStartObject();
                if (result.Id is { } id)
                {
                    writer.WriteNumber("createdWebhookId"u8, id);
                }
                else
                {
                    writer.WriteArray("errors"u8, [result.Error!], writer.WriteStringValue);
                }

                writer.WriteEndObject();
            });
            writer.WriteEndObject();
        });
    }

    private (long? Id, string? Error) Register(JiraCall call, Uri address, Fields item)
    {
        IReadOnlyList<string> events = item.Texts("events") ?? [];
        string? filter = item.Text("jqlFilter");
        if (item.Problems is [var problem, ..])
        {
            return (null, $"{problem.Field} must be {problem.Expected}.");
        }

        string[] unknown = [.. events.Where(name => !JiraEvents.OfIssues.Contains(name, StringComparer.Ordinal) && name is not ("issue_property_set" or "issue_property_deleted"))];
        if (events.Count == 0 || unknown.Length > 0)
        {
            return (null, events.Count == 0 ? "At least one event must be given." : $"The event {unknown[0]} is unsupported.");
        }

        if (filter is null)
        {
            return (null, "jqlFilter is required.");
        }

        if (FindProblem(call, filter) is { } error)
        {
            return (null, error);
        }

        if (hooks.Of(call.Caller).Count >= MaxForUser)
        {
            return (null, $"The maximum number of {MaxForUser} webhooks for a user of the app is reached.");
        }

        JiraHook hook = hooks.Add(address, call.User, call.Caller.ClientId);
        hook.Events = events;
        hook.Filter = filter;
        return (hook.Id, null);
    }

    private Answer Delete(JiraCall call, Fields input)
    {
        if (ReadIds(input) is not { } ids)
        {
            return JiraProblem.BadRequest("webhookIds must be a list of numbers.");
        }

        foreach (JiraHook hook in hooks.Of(call.Caller).Where(hook => ids.Contains(hook.Id)))
        {
            hooks.Remove(hook);
        }

        return Answer.Empty(StatusCodes.Status202Accepted);
    }

    private Answer Refresh(JiraCall call, Fields input)
    {
        if (ReadIds(input) is not { } ids)
        {
            return JiraProblem.BadRequest("webhookIds must be a list of numbers.");
        }

        DateTimeOffset end = hooks.Expiry;
        foreach (JiraHook hook in hooks.Of(call.Caller).Where(hook => ids.Contains(hook.Id)))
        {
            hook.ExpiresAt = end;
        }

        return JiraCall.Show(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("expirationDate"u8, end.ToUnixTimeMilliseconds());
            writer.WriteEndObject();
        });
    }

    private Answer ListFailed(JiraCall call, Fields input)
    {
        long after = input.Number("after") ?? 0;
        long most = input.Number("maxResults") ?? MaxFailures;
        if (input.Problems.Count > 0 || most is < 1 or > MaxFailures)
        {
            return JiraProblem.BadRequest($"after must be a time in milliseconds, maxResults a number from 1 to {MaxFailures}.");
        }

        LoggedDelivery[] failed =
        [
            .. hooks.Of(call.Caller).SelectMany(hooks.Failed)
                .Where(delivery => delivery.Attempt.SentAt.ToUnixTimeMilliseconds() > after)
                .OrderBy(delivery => delivery.Attempt.SentAt),
        ];
        LoggedDelivery[] page = [.. failed.Take((int)most)];
        return JiraCall.Show(writer =>
        {
            writer.WriteStartObject();
            writer.WriteArray("values"u8, page, delivery =>
            {
                writer.WriteStartObject();
                writer.WriteString("id"u8, delivery.Message.Id);
                writer.WriteString("body"u8, Encoding.UTF8.GetString(delivery.Message.Body.Span));
                writer.WriteString("url"u8, delivery.Address.AbsoluteUri);
                writer.WriteNumber("failureTime"u8, delivery.Attempt.SentAt.ToUnixTimeMilliseconds());
                writer.WriteEndObject();
            });
            writer.WriteNumber("maxResults"u8, most);
            if (page.Length < failed.Length)
            {
                long last = page[^1].Attempt.SentAt.ToUnixTimeMilliseconds();
                writer.WriteString("next"u8, string.Create(CultureInfo.InvariantCulture, $"{call.View.Api}/webhook/failed?after={last}&maxResults={most}"));
            }

            writer.WriteEndObject();
        });
    }

    private string? FindProblem(JiraCall call, string filter)
    {
        try
        {
            return JqlParser.Parse(filter, new(state, call.User)).Compare is null ? null : "ORDER BY is unsupported in a filter.";
        }
        catch (JqlException error)
        {
            return error.Message;
        }
    }

    private static HashSet<long>? ReadIds(Fields input)
    {
        if (input.Raw("webhookIds") is not { ValueKind: JsonValueKind.Array } list)
        {
            return null;
        }

        HashSet<long> ids = [];
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long id))
            {
                return null;
            }

            ids.Add(id);
        }

        return ids;
    }
}
