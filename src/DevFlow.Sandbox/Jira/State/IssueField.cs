using System.Text.Json;

namespace DevFlow.Sandbox.Jira;

/// <summary>A field of an issue: how it is read from a request, kept, and shown.</summary>
internal sealed record IssueField(string Id, string Name, FieldSchema Schema)
{
    public required Func<Issue, object?> Get { get; init; }

    public required Action<Utf8JsonWriter, Issue, JiraView> Write { get; init; }

    public Action<Issue, object?>? Set { get; init; }

    /// <summary>Reads what a request gives; null where none can set it.</summary>
    public Func<ValueReader, JsonElement, object?>? Read { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>Among the fields that a search shows by itself.</summary>
    public bool IsNavigable { get; init; } = true;

    /// <summary>What may stand before an operator in JQL.</summary>
    public IReadOnlyList<string> Clauses { get; init; } = [Id];

    public bool IsCustom => Schema.Custom is not null;

    public IReadOnlyList<string> Operations => Schema.Items == "string" ? ["add", "set", "remove"] : ["set"];

    // One object is made for each field: it is its own identity.
    public bool Equals(IssueField? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => string.GetHashCode(Id, StringComparison.Ordinal);
}
