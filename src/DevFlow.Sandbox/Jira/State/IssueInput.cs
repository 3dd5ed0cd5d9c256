using System.Text.Json;

namespace DevFlow.Sandbox.Jira;

/// <summary>
/// What a request wants an issue to be: its <c>fields</c>, and the operations of its <c>update</c>. Errors are collected by
/// field, as Jira tells them.
/// </summary>
internal sealed class IssueInput(JiraState state, JiraUser user, JiraView view)
{
    private readonly Dictionary<IssueField, object?> _values = [];
    private readonly Dictionary<string, string> _errors = new(StringComparer.Ordinal);

    /// <summary>What is to be set; ready for the tracker.</summary>
    public IReadOnlyDictionary<IssueField, object?> Values => _values;

    public IReadOnlyDictionary<string, string> Errors => _errors;

    /// <summary>Comments to be added besides.</summary>
    public List<RichText> Comments { get; } = [];

    public void Refuse(string field, string message) => _errors.TryAdd(field, message);

    public void Set(IssueField field, object? value) => _values[field] = value;

    /// <param name="body">The request's body.</param>
    /// <param name="issue">The issue it changes; null where it creates one.</param>
    /// <param name="allowed">The only fields that may be set; null for all.</param>
    public void Read(JsonElement body, Issue? issue, IReadOnlyCollection<string>? allowed = null)
    {
        foreach (string name in (ReadOnlySpan<string>)["fields", "update"])
        {
            if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out JsonElement part) && part.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
            {
                Refuse(name, "data was not an object");
            }
        }

        if (Object(body, "fields") is { } fields)
        {
            foreach (JsonProperty property in fields.EnumerateObject())
            {
                if (property.Name is "project" && issue is null)
                {
                    continue;
                }

                if (FindSettable(property.Name, allowed) is { } field)
                {
                    Read(field, property.Value);
                }
            }
        }

        if (Object(body, "update") is { } update)
        {
            foreach (JsonProperty property in update.EnumerateObject())
            {
                ReadOperations(property, issue, allowed);
            }
        }
    }

    private static JsonElement? Object(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private IssueField? FindSettable(string name, IReadOnlyCollection<string>? allowed)
    {
        IssueField? field = IssueFields.Find(name);
        if (field?.Read is not null && allowed?.Contains(name, StringComparer.Ordinal) != false && (name != "resolution" || allowed is not null))
        {
            return field;
        }

        _errors[name] = $"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown.";
        return null;
    }

    private void Read(IssueField field, JsonElement value)
    {
        object? read = field.Read!(Reader(field.Id), value);
        if (_errors.ContainsKey(field.Id))
        {
            return;
        }

        if (field.IsRequired && read is null)
        {
            _errors[field.Id] = $"{field.Name} is required.";
            return;
        }

        _values[field] = read;
    }

    private void ReadOperations(JsonProperty property, Issue? issue, IReadOnlyCollection<string>? allowed)
    {
        if (property.Value.ValueKind != JsonValueKind.Array)
        {
            _errors[property.Name] = "data was not an array";
            return;
        }

        IssueField? field = property.Name == "comment" ? IssueFields.Comment : FindSettable(property.Name, allowed);
        if (field is null)
        {
            return;
        }

        foreach (JsonElement operation in property.Value.EnumerateArray())
        {
            if (operation.ValueKind != JsonValueKind.Object || operation.EnumerateObject().FirstOrDefault() is not { Name: { } verb } one)
            {
                _errors[property.Name] = "operation must be an object";
                return;
            }

            Carry(field, verb, one.Value, issue);
        }
    }

    private void Carry(IssueField field, string verb, JsonElement value, Issue? issue)
    {
        if (field == IssueFields.Comment && verb == "add")
        {
            JsonElement body = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("body", out JsonElement text) ? text : default;
            if (body.ValueKind != JsonValueKind.Undefined && Reader("comment").Text(body) is { } comment)
            {
                Comments.Add(comment);
            }
            else
            {
                Refuse("comment", "Comment body can not be empty!");
            }
        }
        else if (verb == "set" && field.Read is not null)
        {
            Read(field, value);
        }
        else if (field == IssueFields.Labels && verb is "add" or "remove" && Reader(field.Id).Label(value) is { } label)
        {
            IReadOnlyList<string> labels = (IReadOnlyList<string>?)_values.GetValueOrDefault(field) ?? issue?.Labels ?? [];
            string[] others = [.. labels.Where(other => other != label)];
            _values[field] = verb == "add" ? [.. others, label] : (IReadOnlyList<string>)others;
        }
        else
        {
            Refuse(field.Id, $"Field '{field.Id}' does not support update '{verb}'");
        }
    }

    private ValueReader Reader(string field) => new(state, user, view, message => _errors.TryAdd(field, message));
}
