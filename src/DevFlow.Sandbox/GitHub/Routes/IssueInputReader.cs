using System.Globalization;
using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Checks what is given for issues.</summary>
internal sealed class IssueInputReader(GitHubState state)
{
    public const int MaxBodyLength = 65_536;
    public const int MaxTitleLength = 256;
    public const int MaxLabelLength = 50;
    private const string Resource = "Issue";

    /// <exception cref="GitHubRefusal">A field is not as it must be.</exception>
    public IssueInput Read(Fields body, Repository repository, bool isNew)
    {
        string? wanted = body.OneOf("state", "open", "closed");
        IssueInput input = new()
        {
            Title = ReadTitle(body, isNew),
            HasBody = body.Has("body"),
            Body = body.Text("body", maxLength: MaxBodyLength),
            Close = wanted is null || isNew ? null : wanted == "closed",
            StateReason = body.OneOf("state_reason", "completed", "not_planned", "duplicate", "reopened"),
            Labels = NameList.Read(body, "labels", "name", MaxLabelLength),
            Assignees = ReadAssignees(body, repository),
            HasMilestone = body.Has("milestone"),
            Milestone = ReadMilestone(body, repository),
        };
        body.Check(Resource);
        return input;
    }

    /// <summary>The accounts of a list of logins; all must be able to be assigned.</summary>
    public IReadOnlyList<Account>? FindAssignees(Fields body, string field, Repository repository)
    {
        if (NameList.Read(body, field, "login") is not { } logins)
        {
            return null;
        }

        List<Account> found = [];
        foreach (string login in logins)
        {
            if (state.FindAccount(login) is not { IsOrganization: false } account || repository.RoleOf(account) < RepositoryRole.Read)
            {
                body.Refuse(field, FieldProblemKind.Value, "logins");
                return null;
            }

            found.Add(account);
        }

        return [.. found.Distinct()];
    }

    public static bool TryReadQuery(IQueryCollection parameters, out IssueQuery query, out List<FieldError> errors)
    {
        Fields fields = Fields.Of(parameters);
        string wanted = fields.OneOf("state", "open", "closed", "all") ?? "open";
        query = new(wanted == "all" ? null : wanted == "closed", fields.OneOf("sort", "created", "updated", "comments") ?? "created", fields.OneOf("direction", "desc", "asc") == "asc")
        {
            Since = fields.Moment("since"),
            Labels = fields.Texts("labels") ?? [],
            Milestone = fields.Text("milestone"),
            Assignee = fields.Text("assignee"),
            Creator = fields.Text("creator"),
            Mentioned = fields.Text("mentioned"),
        };
        errors = [.. fields.Problems.Select(problem => new FieldError(Resource, "invalid", problem.Field))];
        return errors.Count == 0;
    }

    private static string? ReadTitle(Fields body, bool isNew)
    {
        // The description allows a number; a title that is given must not be blank.
        string? title = body.Text("title", required: isNew, maxLength: MaxTitleLength, lenient: true);
        if (!isNew && title is not null && string.IsNullOrWhiteSpace(title))
        {
            body.Refuse("title", FieldProblemKind.Missing, "string");
        }

        return title;
    }

    private IReadOnlyList<Account>? ReadAssignees(Fields body, Repository repository)
    {
        string? login = body.Text("assignee");
        if (body.Raw("assignees") is not null)
        {
            return FindAssignees(body, "assignees", repository);
        }

        if (!body.Has("assignee"))
        {
            return null;
        }

        // The older field for one; an empty text clears it.
        if (string.IsNullOrEmpty(login))
        {
            return [];
        }

        if (state.FindAccount(login) is { IsOrganization: false } account)
        {
            return [account];
        }

        body.Refuse("assignee", FieldProblemKind.Value, "login");
        return null;
    }

    private static Milestone? ReadMilestone(Fields body, Repository repository)
    {
        if (body.Raw("milestone") is not { } given)
        {
            return null;
        }

        string text = given.ValueKind is JsonValueKind.Number or JsonValueKind.String ? given.ToString() : "";
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && repository.Milestones.Find(number) is { } milestone)
        {
            return milestone;
        }

        body.Refuse("milestone", FieldProblemKind.Value, "number of a milestone");
        return null;
    }
}
