using System.Text.Json.Nodes;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>The parts of a good request, from which bad ones are made by changing one of them.</summary>
internal sealed class RequestDraft(ApiOperation operation)
{
    private const string FormType = "application/x-www-form-urlencoded";

    public Dictionary<string, string> Path { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Query { get; } = new(StringComparer.Ordinal);

    public string? MediaType { get; set; }

    public JsonNode? Body { get; set; }

    public bool IsForm => MediaType == FormType;

    public JsonObject? Fields => Body as JsonObject;

    /// <summary>Makes the request, with the body given instead of its own.</summary>
    public ContractInput ToInput(InputKind kind, string subject = "$", string? body = null)
    {
        string path = operation.Parameters.Where(parameter => parameter.In == "path").Aggregate(
            operation.Template,
            (template, parameter) => template.Replace($"{{{parameter.Name}}}", Escape(parameter), StringComparison.Ordinal));
        string query = string.Join('&', Query.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
        return new(kind, operation.Method, query.Length == 0 ? path : $"{path}?{query}", subject, MediaType, body ?? WriteBody());
    }

    /// <summary>The text a value has in a path, a query or a form.</summary>
    public static string ToText(JsonNode value) => value is JsonArray items
        ? string.Join(',', items.Select(item => ToText(item!)))
        : value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    private string Escape(ApiParameter parameter)
    {
        string escaped = Uri.EscapeDataString(Path[parameter.Name]);
        return parameter.TakesSlashes ? escaped.Replace("%2F", "/", StringComparison.Ordinal) : escaped;
    }

    private string? WriteBody() => !IsForm
        ? Body?.ToJsonString()
        : string.Join('&', Fields!.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(ToText(pair.Value!))}"));
}
