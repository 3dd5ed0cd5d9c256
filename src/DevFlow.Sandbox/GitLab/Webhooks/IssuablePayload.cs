using System.Text.Json;

namespace DevFlow.Sandbox.GitLab;

/// <summary>What the payloads of issues and merge requests have in common.</summary>
internal static class IssuablePayload
{
    /// <summary>Writes all but the first fields, which name the kind.</summary>
    public static void Write<T>(
        Utf8JsonWriter writer, T issuable, string action, User user, IReadOnlyList<Change> changes, Action<Utf8JsonWriter, T> writeAttributes)
        where T : Issuable
    {
        PayloadParts.WriteUser(writer, "user"u8, user);
        PayloadParts.WriteProject(writer, issuable.Project);
        writer.WriteStartObject("object_attributes"u8);
        writeAttributes(writer, issuable);
        writer.WriteString("action"u8, action);
        writer.WriteEndObject();
        PayloadParts.WriteLabels(writer, issuable);
        WriteChanges(writer, changes);
        PayloadParts.WriteRepository(writer, issuable.Project);
        PayloadParts.WriteUsers(writer, "assignees"u8, issuable.Assignees);
    }

    private static void WriteChanges(Utf8JsonWriter writer, IEnumerable<Change> changes)
    {
        writer.WriteStartObject("changes"u8);
        foreach (Change change in changes)
        {
            writer.WriteStartObject(change.Field);
            writer.WriteString("previous"u8, change.Previous);
            writer.WriteString("current"u8, change.Current);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
