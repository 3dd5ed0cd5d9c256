namespace DevFlow.Sandbox.Jira;

/// <summary>The type of a field, as Jira tells it.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Items">The type of what an array holds.</param>
/// <param name="Custom">The kind of a custom field; null for a field of the system's own.</param>
internal sealed record FieldSchema(string Type, string? Items = null, string? Custom = null);
