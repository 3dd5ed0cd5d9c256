using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>
/// Makes the requests an operation is tried with: good ones, and for each way of being bad one that differs from a good one in
/// that alone. The same seed makes the same requests.
/// </summary>
internal sealed class InputGenerator(ApiOperation operation, IKnownValues known, int seed = 1)
{
    private const string UnknownText = "no-such-thing";
    private const long UnknownNumber = 999_999_999;

    private readonly SampleWriter _samples = new(operation, known, new Random(seed ^ StableHash(operation.Name)));

    /// <summary>Makes the requests one after the other, each when it is asked for, since known values may be created for it.</summary>
    public async IAsyncEnumerable<ContractInput> GenerateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return (await DraftAsync(isFull: false, cancellationToken)).ToInput(InputKind.NoToken);
        yield return (await DraftAsync(isFull: false, cancellationToken)).ToInput(InputKind.Good);
        await foreach (ContractInput input in MakeOptionalAsync(cancellationToken))
        {
            yield return input;
        }

        await foreach (ContractInput input in SpoilParametersAsync(cancellationToken))
        {
            yield return input;
        }

        RequestDraft full = await DraftAsync(isFull: true, cancellationToken);
        if (full.Fields is null)
        {
            yield break;
        }

        HashSet<string> needed = await FindNeededAsync(cancellationToken);
        foreach (ContractInput input in SpoilFields(full, needed))
        {
            yield return input;
        }
    }

    // string.GetHashCode differs from process to process.
    private static int StableHash(string text) => Encoding.UTF8.GetBytes(text).Aggregate(17, (hash, value) => unchecked((hash * 31) + value));

    private async Task<RequestDraft> DraftAsync(bool isFull, CancellationToken cancellationToken)
    {
        RequestDraft draft = new(operation);
        foreach (ApiParameter parameter in operation.Parameters.Where(parameter => parameter.In == "path"))
        {
            JsonNode? value = (await known.FindAsync(operation, parameter.Name, cancellationToken)).Value;
            draft.Path[parameter.Name] = value is null
                ? throw new InvalidOperationException($"{operation.Name} needs a known value for {parameter.Name}.")
                : RequestDraft.ToText(value);
        }

        foreach (ApiParameter parameter in operation.Parameters.Where(parameter => parameter is { In: "query", IsRequired: true }))
        {
            if (await _samples.WriteAsync(parameter.Schema, parameter.Name, isFull, cancellationToken) is { } value)
            {
                draft.Query[parameter.Name] = RequestDraft.ToText(value);
            }
        }

        if (operation.Body is { } body)
        {
            (draft.MediaType, JsonElement schema) = Choose(body);
            draft.Body = draft.MediaType is null ? null : await _samples.WriteAsync(schema, "$", isFull, cancellationToken);
        }

        return draft;
    }

    private async Task<HashSet<string>> FindNeededAsync(CancellationToken cancellationToken)
    {
        JsonElement schema = _samples.Shape(Choose(operation.Body!).Schema);
        HashSet<string> needed = [.. SampleWriter.Required(schema)];
        foreach (string name in SampleWriter.Properties(schema).Select(property => property.Name))
        {
            if ((await known.FindAsync(operation, $"$.{name}", cancellationToken)).IsNeeded)
            {
                needed.Add(name);
            }
        }

        return needed;
    }

    private static (string? MediaType, JsonElement Schema) Choose(ApiBody body) =>
        body.Json.ValueKind != JsonValueKind.Undefined ? ("application/json", body.Json)
        : body.Form.ValueKind != JsonValueKind.Undefined ? ("application/x-www-form-urlencoded", body.Form)
        : (null, default);

    private async IAsyncEnumerable<ContractInput> MakeOptionalAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (operation.Body is not null)
        {
            yield return (await DraftAsync(isFull: true, cancellationToken)).ToInput(InputKind.Good, "$.*");
        }

        foreach (ApiParameter parameter in operation.Parameters.Where(parameter => parameter.In == "query"))
        {
            KnownValue value = await known.FindAsync(operation, parameter.Name, cancellationToken);
            IEnumerable<string> choices = value.IsKnown
                ? value.IsOmitted ? [] : [RequestDraft.ToText(value.Value!)]
                : Choices(parameter);
            foreach (string choice in choices)
            {
                RequestDraft draft = await DraftAsync(isFull: false, cancellationToken);
                draft.Query[parameter.Name] = choice;
                yield return draft.ToInput(InputKind.Good, $"?{parameter.Name}");
            }
        }
    }

    private IEnumerable<string> Choices(ApiParameter parameter)
    {
        JsonElement schema = _samples.Shape(parameter.Schema);
        return schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("enum", out JsonElement choices)
            ? choices.EnumerateArray().Select(choice => choice.ToString())
            : ValueRules.Types(schema).Contains("boolean") ? ["true", "false"] : [];
    }

    private async IAsyncEnumerable<ContractInput> SpoilParametersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RequestDraft draft = await DraftAsync(isFull: true, cancellationToken);
        foreach (ApiParameter parameter in operation.Parameters.Where(parameter => parameter.In == "path"))
        {
            string right = draft.Path[parameter.Name];
            draft.Path[parameter.Name] = known.FindUnknown(operation, parameter.Name) is { } unknown ? RequestDraft.ToText(unknown)
                : long.TryParse(right, CultureInfo.InvariantCulture, out _) ? $"{UnknownNumber}"
                : UnknownText;
            yield return draft.ToInput(InputKind.UnknownId, $"{{{parameter.Name}}}");
            draft.Path[parameter.Name] = right;
        }

        foreach (ApiParameter parameter in operation.Parameters.Where(parameter => parameter.In == "query"))
        {
            string? right = draft.Query.GetValueOrDefault(parameter.Name);
            bool isOmitted = (await known.FindAsync(operation, parameter.Name, cancellationToken)).IsOmitted;
            if (parameter.IsRequired && draft.Query.Remove(parameter.Name))
            {
                yield return draft.ToInput(InputKind.MissingField, $"?{parameter.Name}");
            }

            if (!isOmitted && _samples.Shape(parameter.Schema) is { ValueKind: JsonValueKind.Object } schema && schema.TryGetProperty("enum", out _))
            {
                draft.Query[parameter.Name] = UnknownText;
                yield return draft.ToInput(InputKind.WrongChoice, $"?{parameter.Name}");
            }

            if (known.FindUnknown(operation, parameter.Name) is { } unknown)
            {
                draft.Query[parameter.Name] = RequestDraft.ToText(unknown);
                yield return draft.ToInput(InputKind.UnknownId, $"?{parameter.Name}");
            }

            draft.Query.Remove(parameter.Name);
            if (right is not null)
            {
                draft.Query[parameter.Name] = right;
            }
        }
    }

    private IEnumerable<ContractInput> SpoilFields(RequestDraft draft, HashSet<string> needed)
    {
        JsonElement schema = _samples.Shape(Choose(operation.Body!).Schema);
        if (!draft.IsForm)
        {
            string whole = draft.Body!.ToJsonString();
            yield return draft.ToInput(InputKind.MalformedJson, body: whole[..^1] + ",");
            yield return draft.ToInput(InputKind.NoObject, body: "[]");
        }

        foreach (string field in needed.Where(draft.Fields!.ContainsKey))
        {
            yield return Change(draft, field, null, InputKind.MissingField);
        }

        foreach (JsonProperty property in SampleWriter.Properties(schema).Where(property => draft.Fields!.ContainsKey(property.Name)))
        {
            JsonElement inner = _samples.Shape(property.Value);
            if (inner.TryGetProperty("enum", out _))
            {
                yield return Change(draft, property.Name, UnknownText, InputKind.WrongChoice);
            }

            if (known.FindUnknown(operation, $"$.{property.Name}") is { } unknown)
            {
                yield return Change(draft, property.Name, unknown, InputKind.UnknownId);
            }

            if (!draft.IsForm && MakeWrong(property.Value) is { } wrong)
            {
                yield return Change(draft, property.Name, wrong, InputKind.WrongType);
            }
        }
    }

    // Servers read numbers as text and text as numbers; an object where none may be is wrong everywhere.
    private JsonNode? MakeWrong(JsonElement schema)
    {
        JsonNode[] candidates = [new JsonObject { ["unexpected"] = new JsonArray(true) }, "not of this type"];
        ApiDescription description = operation.Description;
        return Array.Find(candidates, candidate => new SchemaValidator(description, new(), _ => null, isRequest: true)
            .Validate(JsonElement.Parse(candidate.ToJsonString()), schema).Exists(violation => violation.Rule is "type" or "alternative"));
    }

    private static ContractInput Change(RequestDraft draft, string field, JsonNode? value, InputKind kind)
    {
        JsonNode? right = draft.Body;
        JsonObject changed = draft.Fields!.DeepClone().AsObject();
        changed.Remove(field);
        if (value is not null)
        {
            changed[field] = value;
        }

        draft.Body = changed;
        ContractInput input = draft.ToInput(kind, $"$.{field}");
        draft.Body = right;
        return input;
    }
}
