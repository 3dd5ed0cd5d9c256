using System.Text.Json;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Ledger;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>One request on its way through Jira.</summary>
internal sealed class JiraCall(HttpContext context, Exchange exchange, JiraView view, bool isGateway) : Call(context, exchange)
{
    /// <summary>The form of the answer.</summary>
    public JiraView View { get; } = view;

    /// <summary>True where it came by api.atlassian.com's path for a site.</summary>
    public bool IsGateway { get; } = isGateway;

    /// <summary>Who asks; set before a route sees the call, except a public one.</summary>
    public Caller Caller { get; set; } = null!;

    public JiraUser User => Caller.User;

    public Actor Actor => new(Caller.User, Exchange.Answered);

    public JiraRoute? Route { get; set; }

    /// <summary>How many things the answer shows: what the points quota counts.</summary>
    public int Objects { get; set; } = 1;

    /// <summary>The version of the path's issue when the request's head was read; for routes that see it first.</summary>
    public int VersionSeen { get; set; }

    /// <summary>What the limits have said so far.</summary>
    public CloudReadings? Limits { get; set; }

    /// <summary>The issue the path names; null where there is none that the caller may see.</summary>
    public Issue? Find(JiraState state) => state.FindIssue(this["issueIdOrKey"], User);

    /// <summary>Writes a JSON object.</summary>
    public static Answer Show(Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK) => Answer.Json(status, write);

    /// <summary>Writes an array, and counts what is in it.</summary>
    public Answer List<T>(IReadOnlyCollection<T> items, Action<Utf8JsonWriter, T, JiraView> write)
    {
        Objects = items.Count;
        return Answer.Json(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartArray();
            foreach (T item in items)
            {
                write(writer, item, View);
            }

            writer.WriteEndArray();
        });
    }

    /// <summary>Writes a page of a list, and counts what is on it.</summary>
    public Answer Page<T>(Fields input, IReadOnlyCollection<T> items, Action<Utf8JsonWriter, T, JiraView> write)
    {
        PageJson page = PageJson.Read(input);
        Objects = page.Take(items).Count();
        return Answer.Json(StatusCodes.Status200OK, writer => page.Write(writer, items, item => write(writer, item, View)));
    }

    public static Answer NoContent() => Answer.Empty(StatusCodes.Status204NoContent);
}
