using System.Text.Json;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Carries a measured query out and writes its data.</summary>
internal sealed class GraphQlExecutor(GraphQlRequest request, Utf8JsonWriter writer)
{
    public const string TypeName = "__typename";

    // One long body under thousands of names is gigabytes.
    private const long MaxSize = 16 * 1024 * 1024;

    private readonly List<string> _path = [];

    /// <param name="root">What the fields of the query are resolved on.</param>
    /// <param name="type">The root's type.</param>
    public void Write(object root, string type)
    {
        writer.WriteStartObject("data"u8);
        WriteFields(root, type, request.Operation.Selections);
        writer.WriteEndObject();
    }

    private void WriteFields(object source, string type, IReadOnlyList<GraphQlSelection> selections)
    {
        foreach (GraphQlFieldSelection selection in request.Collect(selections, type))
        {
            if (writer.BytesCommitted + writer.BytesPending > MaxSize)
            {
                throw new GraphQlException(new("Resource limits for this query exceeded.") { Type = "RESOURCE_LIMITS_EXCEEDED" });
            }

            writer.WritePropertyName(selection.Key);
            if (selection.Name == TypeName)
            {
                writer.WriteStringValue(type);
                continue;
            }

            GraphQlField field = GraphQlSchema.Find(type, selection.Name)!;
            _path.Add(selection.Key);
            WriteValue(Resolve(field, source, selection), field.ItemType, selection);
            _path.RemoveAt(_path.Count - 1);
        }
    }

    // What fails is null, and told beside the data.
    private object? Resolve(GraphQlField field, object source, GraphQlFieldSelection selection)
    {
        try
        {
            return field.Resolve(source, new(request, selection));
        }
        catch (GraphQlException problem)
        {
            request.Errors.Add(problem.Error with { Path = [.. _path] });
            return null;
        }
    }

    private void WriteValue(object? value, string type, GraphQlFieldSelection selection)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int or long:
                writer.WriteNumberValue(Convert.ToInt64(value, null));
                break;
            case DateTimeOffset moment:
                writer.WriteStringValue(moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null));
                break;
            case System.Collections.IEnumerable items:
                writer.WriteStartArray();
                foreach (object item in items)
                {
                    WriteValue(item, type, selection);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStartObject();
                WriteFields(value, value is Account account ? account.Type : type, selection.Selections);
                writer.WriteEndObject();
                break;
        }
    }
}
