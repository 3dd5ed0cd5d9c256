using System.Text.Json;
using System.Text.Json.Nodes;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>Reads operations of OpenAPI 3.0 and of Swagger 2.0 into one form.</summary>
internal sealed class OperationReader(ApiDescription description, string basePath)
{
    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>Reads one operation.</summary>
    /// <param name="template">The path as the description has it.</param>
    /// <param name="method">The method's key.</param>
    /// <param name="path">What the description says about the path.</param>
    public ApiOperation Read(string template, string method, JsonElement path)
    {
        JsonElement operation = path.GetProperty(method);
        List<JsonElement> parameters = [.. List(path, "parameters").Concat(List(operation, "parameters")).Select(Resolve)];
        return new(
            description,
            method.ToUpperInvariant(),
            basePath + template,
            operation.TryGetProperty("operationId", out JsonElement id) ? id.GetString()! : "",
            [.. parameters.Where(parameter => In(parameter) is "path" or "query" or "header").Select(ReadParameter)],
            operation.TryGetProperty("requestBody", out JsonElement body) ? ReadBody(Resolve(body)) : ReadSwaggerBody(operation, parameters),
            operation.GetProperty("responses").EnumerateObject().ToDictionary(
                response => response.Name, response => ReadResponse(Resolve(response.Value), operation), StringComparer.Ordinal));
    }

    private static string In(JsonElement parameter) => parameter.GetProperty("in").GetString()!;

    private static bool IsTrue(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    private static JsonElement[] List(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement list) ? [.. list.EnumerateArray()] : [];

    // Swagger 2 writes the schema's keywords into the parameter itself.
    private static ApiParameter ReadParameter(JsonElement parameter) => new(
        parameter.GetProperty("name").GetString()!,
        In(parameter),
        IsTrue(parameter, "required"),
        parameter.TryGetProperty("schema", out JsonElement schema) ? schema : parameter,
        IsTrue(parameter, "x-multi-segment"));

    private static ApiBody ReadBody(JsonElement body) => new(IsTrue(body, "required"), ReadContent(body));

    private static Dictionary<string, JsonElement> ReadContent(JsonElement element) =>
        !element.TryGetProperty("content", out JsonElement content) ? [] : content.EnumerateObject().ToDictionary(
            media => media.Name,
            media => media.Value.TryGetProperty("schema", out JsonElement schema) ? schema : default,
            StringComparer.OrdinalIgnoreCase);

    private static ApiBody? ReadSwaggerBody(JsonElement operation, List<JsonElement> parameters)
    {
        IEnumerable<string> consumed = List(operation, "consumes").Select(type => type.GetString()!).DefaultIfEmpty(FormType);
        if (parameters.Find(parameter => In(parameter) == "body") is { ValueKind: JsonValueKind.Object } whole)
        {
            return new(IsTrue(whole, "required"), consumed.ToDictionary(type => type, _ => whole.GetProperty("schema")));
        }

        List<JsonElement> fields = parameters.FindAll(parameter => In(parameter) == "formData");
        if (fields.Count == 0)
        {
            return null;
        }

        JsonObject schema = new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(fields.Select(field => KeyValuePair.Create(field.GetProperty("name").GetString()!, (JsonNode?)JsonObject.Create(field)))),
            ["required"] = new JsonArray([.. fields.Where(field => IsTrue(field, "required")).Select(field => (JsonNode?)field.GetProperty("name").GetString())]),
        };
        JsonElement form = JsonElement.Parse(schema.ToJsonString());
        return new(fields.Exists(field => IsTrue(field, "required")), consumed.ToDictionary(type => type, _ => form));
    }

    private static ApiResponse ReadResponse(JsonElement response, JsonElement operation) => new(
        response.TryGetProperty("schema", out JsonElement schema)
            ? List(operation, "produces").ToDictionary(type => type.GetString()!, _ => schema, StringComparer.OrdinalIgnoreCase)
            : ReadContent(response));

    private JsonElement Resolve(JsonElement element) => description.Resolve(element, out _);
}
