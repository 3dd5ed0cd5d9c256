using System.Globalization;
using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Checks what is given for issues. Assignees and milestones are dropped silently, as GitHub does for those who may not set them.</summary>
internal static class IssueInputReader
{
    public const int MaxBodyLength = 65_536;
    private const int MaxTitleLength = 256;
    private const int MaxLabelLength = 50;
    private const string Resource = "Issue";

    public static bool TryRead(JsonElement body, bool isNew, out IssueInput input, out List<FieldError> errors)
    {
        errors = [];
        bool hasBody = body.TryGetProperty("body", out JsonElement text);
        input = new()
        {
            Title = ReadTitle(body, isNew, errors),
            HasBody = hasBody,
            Body = hasBody ? ReadBody(text, errors) : null,
            Close = ReadChoice(body, "state", ["open", "closed"], errors) is { } state && !isNew ? state == "closed" : null,
            StateReason = ReadChoice(body, "state_reason", ["completed", "not_planned", "duplicate", "reopened"], errors),
            Labels = ReadLabels(body, errors),
        };
        return errors.Count == 0;
    }

    public static bool TryReadQuery(IQueryCollection parameters, out IssueQuery query, out List<FieldError> errors)
    {
        errors = [];
        string state = ReadChoice(parameters, "state", ["open", "closed", "all"], errors);
        string sort = ReadChoice(parameters, "sort", ["created", "updated", "comments"], errors);
        string direction = ReadChoice(parameters, "direction", ["desc", "asc"], errors);
        DateTimeOffset? since = ReadMoment(parameters, Resource, errors);
        string[] labels = parameters["labels"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        query = new(state == "all" ? null : state == "closed", sort, direction == "asc", since, labels);
        return errors.Count == 0;
    }

    /// <summary>Reads <c>since</c>.</summary>
    public static DateTimeOffset? ReadMoment(IQueryCollection parameters, string resource, List<FieldError> errors)
    {
        string text = parameters["since"].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment))
        {
            return moment;
        }

        errors.Add(new(resource, "invalid", "since"));
        return null;
    }

    private static string? ReadTitle(JsonElement body, bool isNew, List<FieldError> errors)
    {
        if (!body.TryGetProperty("title", out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            if (isNew)
            {
                errors.Add(new(Resource, "missing_field", "title"));
            }

            return null;
        }

        // The description allows a number.
        string title = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : "";
        if (value.ValueKind != JsonValueKind.Number && !JsonBody.TryGetText(value, out title))
        {
            errors.Add(new(Resource, "invalid", "title"));
        }
        else if (string.IsNullOrWhiteSpace(title))
        {
            errors.Add(new(Resource, "missing_field", "title"));
        }
        else if (title.Length > MaxTitleLength)
        {
            errors.Add(new(Resource, "custom", "title", $"title is too long (maximum is {MaxTitleLength} characters)"));
        }

        return title;
    }

    private static string? ReadBody(JsonElement value, List<FieldError> errors)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (!JsonBody.TryGetText(value, out string text))
        {
            errors.Add(new(Resource, "invalid", "body"));
        }
        else if (text.Length > MaxBodyLength)
        {
            errors.Add(new(Resource, "custom", "body", $"body is too long (maximum is {MaxBodyLength} characters)"));
        }

        return text;
    }

    private static List<string>? ReadLabels(JsonElement body, List<FieldError> errors)
    {
        if (!body.TryGetProperty("labels", out JsonElement labels) || labels.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (labels.ValueKind != JsonValueKind.Array)
        {
            errors.Add(new(Resource, "invalid", "labels"));
            return null;
        }

        List<string> names = [];
        foreach (JsonElement label in labels.EnumerateArray())
        {
            JsonElement name = label.ValueKind == JsonValueKind.Object && label.TryGetProperty("name", out JsonElement inner) ? inner : label;
            if (!JsonBody.TryGetText(name, out string text) || text.Length is 0 or > MaxLabelLength)
            {
                errors.Add(new("Label", "invalid", "name"));
                return null;
            }

            names.Add(text);
        }

        return names;
    }

    private static string? ReadChoice(JsonElement body, string field, ReadOnlySpan<string> choices, List<FieldError> errors)
    {
        if (!body.TryGetProperty(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (JsonBody.TryGetText(value, out string text) && choices.Contains(text))
        {
            return text;
        }

        errors.Add(new(Resource, "invalid", field));
        return null;
    }

    // The first choice is the default.
    private static string ReadChoice(IQueryCollection parameters, string name, ReadOnlySpan<string> choices, List<FieldError> errors)
    {
        string text = parameters[name].ToString();
        if (text.Length > 0 && !choices.Contains(text))
        {
            errors.Add(new(Resource, "invalid", name));
        }

        return text.Length > 0 ? text : choices[0];
    }
}
