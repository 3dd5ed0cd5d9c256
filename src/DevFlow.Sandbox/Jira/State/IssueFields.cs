using System.Globalization;
using System.Text.Json;

namespace DevFlow.Sandbox.Jira;

/// <summary>The fields every issue has, in the order Jira shows them.</summary>
internal static class IssueFields
{
    private const int MaxSummary = 255;

    public static IssueField Project { get; } = new("project", "Project", new("project"))
    {
        IsRequired = true,
        Get = static issue => issue.Project,
        Write = static (writer, issue, view) => ProjectJson.Write(writer, issue.Project, view),
    };

    public static IssueField Type { get; } = new("issuetype", "Issue Type", new("issuetype"))
    {
        IsRequired = true,
        Clauses = ["issuetype", "type"],
        Get = static issue => issue.Type,
        Set = static (issue, value) => issue.Type = (IssueType)value!,
        Read = static (reader, value) => reader.Named(value, Catalog.IssueTypes, "The issue type selected is invalid."),
        Write = static (writer, issue, view) => CatalogJson.Write(writer, issue.Type, view),
    };

    public static IssueField Summary { get; } = new("summary", "Summary", new("string"))
    {
        IsRequired = true,
        Get = static issue => issue.Summary,
        Set = static (issue, value) => issue.Summary = (string)value!,
        Read = static (reader, value) => reader.Line(
            value,
            MaxSummary,
            "You must specify a summary of the issue.",
            "The summary is invalid because it contains newline characters.",
            "Summary must be less than 255 characters."),
        Write = static (writer, issue, _) => writer.WriteStringValue(issue.Summary),
    };

    public static IssueField Description { get; } = new("description", "Description", new("string"))
    {
        Get = static issue => issue.Description,
        Set = static (issue, value) => issue.Description = (RichText?)value,
        Read = static (reader, value) => reader.Text(value),
        Write = static (writer, issue, view) => writer.WriteText(issue.Description, view),
    };

    public static IssueField Status { get; } = new("status", "Status", new("status"))
    {
        Get = static issue => issue.Status,
        Set = static (issue, value) => issue.Status = (Status)value!,
        Write = static (writer, issue, view) => CatalogJson.Write(writer, issue.Status, view),
    };

    public static IssueField Priority { get; } = new("priority", "Priority", new("priority"))
    {
        Get = static issue => issue.Priority,
        Set = static (issue, value) => issue.Priority = (Priority?)value ?? Catalog.DefaultPriority,
        Read = static (reader, value) => reader.Named(value, Catalog.Priorities, "The priority selected is invalid."),
        Write = static (writer, issue, view) => CatalogJson.Write(writer, issue.Priority, view),
    };

    public static IssueField Assignee { get; } = new("assignee", "Assignee", new("user"))
    {
        Get = static issue => issue.Assignee,
        Set = static (issue, value) => issue.Assignee = (JiraUser?)value,
        Read = static (reader, value) => reader.User(value),
        Write = static (writer, issue, view) => UserJson.Write(writer, issue.Assignee, view),
    };

    public static IssueField Reporter { get; } = new("reporter", "Reporter", new("user"))
    {
        Get = static issue => issue.Reporter,
        Set = static (issue, value) => issue.Reporter = (JiraUser?)value ?? issue.Creator,
        Read = static (reader, value) => reader.User(value),
        Write = static (writer, issue, view) => UserJson.Write(writer, issue.Reporter, view),
    };

    public static IssueField Labels { get; } = new("labels", "Labels", new("array", "string"))
    {
        Get = static issue => issue.Labels,
        Set = static (issue, value) => issue.Labels = (IReadOnlyList<string>?)value ?? [],
        Read = static (reader, value) => reader.Labels(value),
        Write = static (writer, issue, _) => WriteTexts(writer, issue.Labels),
    };

    public static IssueField Resolution { get; } = new("resolution", "Resolution", new("resolution"))
    {
        Get = static issue => issue.Resolution,
        Set = static (issue, value) => issue.Resolution = (Resolution?)value,
        Read = static (reader, value) => reader.Named(value, Catalog.Resolutions, "The resolution selected is invalid."),
        Write = static (writer, issue, view) => CatalogJson.Write(writer, issue.Resolution, view),
    };

    public static IssueField DueDate { get; } = new("duedate", "Due date", new("date"))
    {
        Clauses = ["due", "duedate"],
        Get = static issue => issue.DueDate,
        Set = static (issue, value) => issue.DueDate = (DateOnly?)value,
        Read = static (reader, value) => reader.Date(value),
        Write = static (writer, issue, _) => writer.WriteStringValue(FieldValue.Id(issue.DueDate)),
    };

    public static IssueField Parent { get; } = new("parent", "Parent", new("issuelink"))
    {
        Get = static issue => issue.Parent,
        Set = static (issue, value) => issue.Parent = (Issue?)value,
        Read = static (reader, value) => reader.Issue(value),
        Write = static (writer, issue, view) => IssueLinkJson.WriteLinked(writer, issue.Parent!, view),
    };

    public static IssueField StoryPoints { get; } = new(
        "customfield_10016", "Story point estimate", new("number", Custom: "com.atlassian.jira.plugin.system.customfieldtypes:float"))
    {
        Get = static issue => issue.StoryPoints,
        Set = static (issue, value) => issue.StoryPoints = (double?)value,
        Read = static (reader, value) => reader.Number(value),
        Write = static (writer, issue, _) => WriteNumber(writer, issue.StoryPoints),
    };

    public static IssueField Sprint { get; } = new(
        "customfield_10020", "Sprint", new("array", "json", "com.pyxis.greenhopper.jira:gh-sprint"))
    {
        Clauses = ["sprint"],
        Get = static issue => issue.Sprint,
        Set = static (issue, value) => issue.Sprint = (Sprint?)value,
        Read = static (reader, value) => reader.Sprint(value),
        Write = WriteSprints,
    };

    public static IssueField Comment { get; } = new("comment", "Comment", new("comments-page"))
    {
        IsNavigable = false,
        Get = static _ => null,
        Write = WriteComments,
    };

    /// <summary>All of them. Those without a reader are shown only.</summary>
    public static IReadOnlyList<IssueField> All { get; } =
    [
        Shown("statuscategorychangedate", "Status Category Changed", "datetime", static (writer, issue, _) => writer.WriteMomentValue(issue.StatusSince)),
        Type, Parent, StoryPoints, Sprint, Project,
        Resolution,
        Shown("resolutiondate", "Resolved", "datetime", static (writer, issue, _) => writer.WriteMomentValue(issue.ResolvedAt)),
        Shown("created", "Created", "datetime", static (writer, issue, _) => writer.WriteMomentValue(issue.Created)),
        Priority, Labels,
        Shown("issuelinks", "Linked Issues", "array", WriteLinks),
        Assignee,
        Shown("updated", "Updated", "datetime", static (writer, issue, _) => writer.WriteMomentValue(issue.Updated)),
        Status,
        Description,
        Summary,
        Shown("creator", "Creator", "user", static (writer, issue, view) => UserJson.Write(writer, issue.Creator, view)),
        Reporter, DueDate,
        Comment,
    ];

    public static IssueField? Find(string id) => All.FirstOrDefault(field => field.Id == id);

    private static IssueField Shown(string id, string name, string type, Action<Utf8JsonWriter, Issue, JiraView> write) =>
        new(id, name, new(type)) { Get = static _ => null, Write = write };

    private static void WriteTexts(Utf8JsonWriter writer, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray();
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, double? number)
    {
        if (number is { } value)
        {
            // 3.0 and not 3, as Jira writes them.
            writer.WriteRawValue(value.ToString("0.0##########", CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static void WriteSprints(Utf8JsonWriter writer, Issue issue, JiraView view)
    {
        if (issue.Sprint is null && issue.ClosedSprints.Count == 0)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartArray();
        foreach (Sprint sprint in issue.ClosedSprints)
        {
            SprintJson.WriteFieldValue(writer, sprint);
        }

        if (issue.Sprint is { } current)
        {
            SprintJson.WriteFieldValue(writer, current);
        }

        writer.WriteEndArray();
    }

    private static void WriteLinks(Utf8JsonWriter writer, Issue issue, JiraView view)
    {
        writer.WriteStartArray();
        foreach (IssueLink link in issue.Links)
        {
            IssueLinkJson.Write(writer, link, issue, view);
        }

        writer.WriteEndArray();
    }

    private static void WriteComments(Utf8JsonWriter writer, Issue issue, JiraView view)
    {
        writer.WriteStartObject();
        writer.WriteArray("comments"u8, issue.Comments, comment => CommentJson.Write(writer, issue, comment, view));
        writer.WriteString("self"u8, $"{view.Api}/issue/{issue.Id}/comment");
        writer.WriteNumber("maxResults"u8, issue.Comments.Count);
        writer.WriteNumber("total"u8, issue.Comments.Count);
        writer.WriteNumber("startAt"u8, 0);
        writer.WriteEndObject();
    }
}
