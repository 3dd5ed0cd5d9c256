using System.Text;
using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Webhooks that administrators set up, on both products.</summary>
/// <remarks>https://developer.atlassian.com/cloud/jira/platform/webhooks/</remarks>
internal sealed class AdminWebhookRoutes(JiraState state, JiraHooks hooks)
{
    private const string Section = "issue-related-events-section";
    private const string Manage = "manage:jira-webhook";

    public IEnumerable<JiraRoute> Routes =>
    [
        new("GET", "/rest/webhooks/1.0/webhook", Manage, state, List) { IsForAdmins = true },
        new("POST", "/rest/webhooks/1.0/webhook", Manage, state, Add) { IsForAdmins = true },
        new("GET", "/rest/webhooks/1.0/webhook/{id}", Manage, state, Show) { IsForAdmins = true },
        new("PUT", "/rest/webhooks/1.0/webhook/{id}", Manage, state, Edit) { IsForAdmins = true },
        new("DELETE", "/rest/webhooks/1.0/webhook/{id}", Manage, state, Delete) { IsForAdmins = true },
    ];

    private Answer List(JiraCall call, Fields input) => call.List([.. hooks.All.Where(hook => hook.ClientId is null)], Write);

    private Answer Show(JiraCall call, Fields input) => With(call, hook => JiraCall.Show(writer => Write(writer, hook, call.View)));

    private Answer Add(JiraCall call, Fields input)
    {
        if (Check(call, input, isNew: true) is { } refusal)
        {
            return refusal;
        }

        JiraHook hook = hooks.Add(new(input.Text("url")!), call.User, null);
        Change(hook, input);
        call.Response.Headers.Location = Self(hook, call.View);
        return JiraCall.Show(writer => Write(writer, hook, call.View), StatusCodes.Status201Created);
    }

    private Answer Edit(JiraCall call, Fields input) => With(call, hook =>
    {
        if (Check(call, input, isNew: false) is { } refusal)
        {
            return refusal;
        }

        if (input.Text("url") is { } url)
        {
            hooks.Move(hook, new(url));
        }

        Change(hook, input);
        return JiraCall.Show(writer => Write(writer, hook, call.View));
    });

    private Answer Delete(JiraCall call, Fields input) => With(call, hook =>
    {
        hooks.Remove(hook);
        return JiraCall.NoContent();
    });

    private Answer? Check(JiraCall call, Fields input, bool isNew)
    {
        string? name = input.Text("name", required: isNew);
        string? url = input.Text("url", required: isNew);
        IReadOnlyList<string> events = input.Texts("events") ?? [];
        string? filter = input.Inner("filters")?.Text(Section);
        _ = (input.Flag("excludeBody"), input.Flag("enabled"), input.Text("secret"));
        if (input.Problems is [var problem, ..] || name?.Length == 0)
        {
            return JiraProblem.BadRequest($"The field '{(input.Problems is [var first, ..] ? first.Field : "name")}' is missing or not valid.");
        }

        if (url is not null && (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || !LoopbackClient.IsLoopback(address)))
        {
            return JiraProblem.BadRequest("The URL must be on this machine: a sandbox contacts loopback addresses only.");
        }

        if (events.FirstOrDefault(item => !JiraEvents.IsKnown(item)) is { } unknown)
        {
            return JiraProblem.BadRequest($"The event '{unknown}' is unknown.");
        }

        return string.IsNullOrEmpty(filter) ? null : SearchRoutes.Parse(state, call, filter, mayBeUnbounded: true).Refusal;
    }

    private void Change(JiraHook hook, Fields input)
    {
        hook.Name = input.Text("name") ?? hook.Name;
        hook.Events = input.Texts("events") ?? hook.Events;
        hook.Filter = input.Inner("filters")?.Text(Section) ?? hook.Filter;
        hook.ExcludesBody = input.Flag("excludeBody") ?? hook.ExcludesBody;
        hook.IsEnabled = input.Flag("enabled") ?? hook.IsEnabled;
        hook.Secret = input.Text("secret") is { } secret ? Encoding.UTF8.GetBytes(secret) : hook.Secret;
        hook.Updated = state.Now;
    }

    private static void Write(Utf8JsonWriter writer, JiraHook hook, JiraView view)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, hook.Name);
        writer.WriteString("url"u8, hook.Address.AbsoluteUri);
        writer.WriteBoolean("excludeBody"u8, hook.ExcludesBody);
        writer.WriteStartObject("filters"u8);
        if (hook.Filter.Length > 0)
        {
            writer.WriteString(Section, hook.Filter);
        }

        writer.WriteEndObject();
        writer.WriteArray("events"u8, hook.Events, writer.WriteStringValue);
        writer.WriteBoolean("enabled"u8, hook.IsEnabled);
        writer.WriteBoolean("isSigned"u8, hook.Secret is not null);
        writer.WriteString("self"u8, Self(hook, view));
        writer.WriteString("lastUpdatedUser"u8, view.IsCloud ? hook.Owner.AccountId : hook.Owner.Name);
        writer.WriteString("lastUpdatedDisplayName"u8, hook.Owner.DisplayName);
        writer.WriteNumber("lastUpdated"u8, hook.Updated.ToUnixTimeMilliseconds());
        writer.WriteEndObject();
    }

    private static string Self(JiraHook hook, JiraView view) => $"{view.Root}/rest/webhooks/1.0/webhook/{hook.Id}";

    private Answer With(JiraCall call, Func<JiraHook, Answer> then)
    {
        long id = call.Number("id");
        return hooks.All.FirstOrDefault(hook => hook.Id == id && hook.ClientId is null) is { } found
            ? then(found)
            : JiraProblem.NotFound("The webhook does not exist.");
    }
}
