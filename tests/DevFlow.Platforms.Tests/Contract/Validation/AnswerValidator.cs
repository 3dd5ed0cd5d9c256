using System.Text.Json;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>Compares answers with what the description says about the operation: status, content type and body.</summary>
internal sealed class AnswerValidator(ValidationRules rules, KnownFaults faults)
{
    /// <summary>Every difference but those a known fault of the description excuses.</summary>
    /// <param name="operation">The operation that was called.</param>
    /// <param name="answer">What came back.</param>
    /// <param name="key">The response to hold it to; null for that of the status.</param>
    public List<Violation> Validate(ApiOperation operation, ContractAnswer answer, string? key = null)
    {
        List<Violation> found = [];
        SchemaValidator schemas = new(operation.Description, rules, violation => faults.Find(operation.Name, answer.Status, violation));
        ApiResponse? response = operation.Responses.GetValueOrDefault(key ?? $"{answer.Status}") ?? operation.Responses.GetValueOrDefault("default");
        if (response is null)
        {
            schemas.Report(found, new("status", Place.Root, $"{answer.Status} is not described"), answer.Json);
        }
        else if (response.Content.Count == 0)
        {
            CheckUndescribedBody(answer, schemas, found);
        }
        else
        {
            CheckContent(answer, response, schemas, found);
        }

        faults.MarkUsed(found);
        found.RemoveAll(violation => violation.Fault is not null);
        return found;
    }

    // Where nothing is said about the body of an error, vendors send one all the same.
    private static void CheckUndescribedBody(ContractAnswer answer, SchemaValidator schemas, List<Violation> found)
    {
        if (answer.IsSuccess && answer.Body.Length > 0)
        {
            schemas.Report(found, new("body", Place.Root, "is there, but none is described"), answer.Json);
        }
    }

    private static void CheckContent(ContractAnswer answer, ApiResponse response, SchemaValidator schemas, List<Violation> found)
    {
        if (answer.Body.Length == 0)
        {
            schemas.Report(found, new("body", Place.Root, "is empty"), default);
        }
        else if (!response.TryFindContent(answer.MediaType ?? "", out JsonElement schema))
        {
            string expected = string.Join(" or ", response.Content.Keys);
            schemas.Report(found, new("content-type", Place.Root, $"is {answer.MediaType ?? "missing"}, not {expected}"), answer.Json);
        }
        else if (!answer.MediaType!.EndsWith("json", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }
        else if (answer.Json.ValueKind == JsonValueKind.Undefined)
        {
            schemas.Report(found, new("body", Place.Root, "is no JSON"), default);
        }
        else
        {
            found.AddRange(schemas.Validate(answer.Json, schema));
        }
    }
}
