using System.Globalization;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Reads the value of one field of a request; what does not fit is refused in Jira's words.</summary>
/// <param name="state">Where named things are looked up.</param>
/// <param name="user">Who asks.</param>
/// <param name="view">The version decides the form of texts, the product how people are named.</param>
/// <param name="refuse">Gets the message.</param>
internal sealed class ValueReader(JiraState state, JiraUser user, JiraView view, Action<string> refuse)
{
    private const int MaxText = 32767;

    public string? Line(JsonElement value, int maxLength, string missing, string broken, string tooLong)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return Refuse<string>(missing);
        }

        if (!JsonBody.TryGetText(value, out string text))
        {
            return Refuse<string>("Operation value must be a string");
        }

        text = text.Trim();
        return text switch
        {
            "" => Refuse<string>(missing),
            _ when text.AsSpan().ContainsAny('\r', '\n') => Refuse<string>(broken),
            { Length: var length } when length > maxLength => Refuse<string>(tooLong),
            _ => text,
        };
    }

    public RichText? Text(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        RichText? text = view.IsRich ? RichText.Of(value) : JsonBody.TryGetText(value, out string plain) ? RichText.Of(plain) : null;
        if (text is null)
        {
            return Refuse<RichText>(view.IsRich
                ? "Operation value must be an Atlassian Document (see the Atlassian Document Format)"
                : "Operation value must be a string");
        }

        return text.Text.Length > MaxText
            ? Refuse<RichText>("The entered text is too long. It exceeds the allowed limit of 32,767 characters.")
            : text;
    }

    public T? Named<T>(JsonElement value, IReadOnlyList<T> all, string unknown)
        where T : class, INamed
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        string? id = Member(value, "id");
        string? name = Member(value, "name");
        T? found = all.FirstOrDefault(item => id is not null ? item.Id == id : item.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return found ?? Refuse<T>(id is null && name is null ? $"Could not find valid 'id' or 'name' in {typeof(T).Name.ToLowerInvariant()} object." : unknown);
    }

    public JiraUser? User(JsonElement value)
    {
        string member = view.IsCloud ? "accountId" : "name";
        if (value.ValueKind == JsonValueKind.Null
            || (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(member, out JsonElement none) && none.ValueKind == JsonValueKind.Null))
        {
            return null;
        }

        string? id = Member(value, member) ?? (view.IsCloud ? Member(value, "id") : null);
        JiraUser? found = state.Users.FirstOrDefault(candidate => id is not null && (view.IsCloud ? candidate.AccountId : candidate.Name) == id);
        return found is { IsActive: true }
            ? found
            : Refuse<JiraUser>(view.IsCloud ? $"User '{id}' cannot be assigned issues." : $"User '{id}' does not exist.");
    }

    public IReadOnlyList<string>? Labels(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            return Refuse<IReadOnlyList<string>>("data was not an array");
        }

        List<string> labels = [];
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (Label(item) is not { } label)
            {
                return null;
            }

            if (!labels.Contains(label))
            {
                labels.Add(label);
            }
        }

        return labels;
    }

    public string? Label(JsonElement value)
    {
        if (!JsonBody.TryGetText(value, out string label))
        {
            return Refuse<string>("string expected at index 0");
        }

        return label.Contains(' ', StringComparison.Ordinal)
            ? Refuse<string>($"The label '{label}' contains spaces which is invalid.")
            : label.Length > 255 ? Refuse<string>("The label is too long. It exceeds the limit of 255 characters.") : label;
    }

    public object? Date(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return JsonBody.TryGetText(value, out string text) && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
            ? date
            : Refuse<object>("Operation value must be a string in the format 'yyyy-MM-dd'");
    }

    public object? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number when value.TryGetDouble(out double number) && double.IsFinite(number) => number,
        _ => Refuse<object>("Operation value must be a number"),
    };

    public Issue? Issue(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        string? idOrKey = Member(value, "key") ?? Member(value, "id");
        return state.FindIssue(idOrKey, user) ?? Refuse<Issue>("Could not find issue by id or key.");
    }

    public Sprint? Sprint(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        Sprint? sprint = value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long id)
            ? state.Sprints.Find(candidate => candidate.Number == id)
            : null;
        return sprint is null || sprint.State == Jira.Sprint.Closed ? Refuse<Sprint>("Number value expected as the Sprint id.") : sprint;
    }

    public static string? Member(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out JsonElement member))
        {
            return null;
        }

        return member.ValueKind == JsonValueKind.Number ? member.GetRawText() : JsonBody.TryGetText(member, out string text) ? text : null;
    }

    private T? Refuse<T>(string message)
        where T : class
    {
        refuse(message);
        return null;
    }
}
