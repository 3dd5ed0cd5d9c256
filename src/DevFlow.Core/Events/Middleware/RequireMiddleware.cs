using System.Text.Json;

namespace DevFlow.Core.Events.Middleware;

/// <summary>Refuses events whose payload lacks a property.</summary>
/// <param name="paths">Names of properties, parted by dots: <c>issue.title</c>.</param>
internal sealed class RequireMiddleware(IReadOnlyList<string> paths) : PayloadMiddleware
{
    protected override Event Pass(Event passing)
    {
        JsonElement data = passing.GetData();
        foreach (string path in paths)
        {
            if (!Has(data, path))
            {
                throw new DevFlowException(ErrorReason.InvalidArgument, $"its data has no '{path}'.", $"Give the event's data a property {path}.") { Target = path };
            }
        }

        return passing;
    }

    private static bool Has(JsonElement element, string path)
    {
        foreach (Range name in path.AsSpan().Split('.'))
        {
            if (element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(path.AsSpan(name), out element))
            {
                return false;
            }
        }

        return element.ValueKind is not JsonValueKind.Null;
    }
}
