using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Lists of names as GitHub takes them: texts, or objects with the name inside.</summary>
internal static class NameList
{
    /// <param name="body">The body: an object with the field, or the list itself.</param>
    /// <param name="field">The field.</param>
    /// <param name="inner">Where an object has the name: <c>name</c>, <c>login</c>.</param>
    /// <param name="maxLength">The longest name.</param>
    /// <returns>Null where it is not given, or is no such list, which is then noted.</returns>
    public static IReadOnlyList<string>? Read(Fields body, string field, string inner, int maxLength = int.MaxValue)
    {
        JsonElement? given = body.Body.ValueKind == JsonValueKind.Array ? body.Body : body.Raw(field);
        if (given is not { } list)
        {
            return null;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            body.Refuse(field, FieldProblemKind.Type, "array");
            return null;
        }

        List<string> names = [];
        foreach (JsonElement item in list.EnumerateArray())
        {
            JsonElement name = item.ValueKind == JsonValueKind.Object && item.TryGetProperty(inner, out JsonElement value) ? value : item;
            if (!JsonBody.TryGetText(name, out string text) || string.IsNullOrWhiteSpace(text) || text.Length > maxLength)
            {
                body.Refuse(field, FieldProblemKind.Value, "array of names");
                return null;
            }

            names.Add(text);
        }

        return names;
    }
}
