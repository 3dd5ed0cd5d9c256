using System.Text.Json;

namespace DevFlow.Sandbox.Jira;

/// <summary>Schema IssueTransition.</summary>
internal static class TransitionJson
{
    public static void Write(Utf8JsonWriter writer, Transition transition, JiraView view, bool withFields)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, transition.Id);
        writer.WriteString("name"u8, transition.Name);
        writer.WritePropertyName("to"u8);
        CatalogJson.Write(writer, transition.Target, view);
        writer.WriteBoolean("hasScreen"u8, transition.Required.Count > 0);
        writer.WriteBoolean("isGlobal"u8, transition.From.Count == 0);
        writer.WriteBoolean("isInitial"u8, false);
        writer.WriteBoolean("isAvailable"u8, true);
        writer.WriteBoolean("isConditional"u8, transition.Condition is not null);
        writer.WriteBoolean("looped"u8, false);
        if (withFields)
        {
            writer.WriteStartObject("fields"u8);
            foreach (string id in transition.Required)
            {
                writer.WritePropertyName(id);
                FieldJson.WriteMetadata(writer, IssueFields.Find(id)!, view, withId: false, isRequired: true);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
