using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace DevFlow.Sandbox.Http;

/// <summary>
/// A request's input with one face, whether it came as a JSON object, a form or the query. What is asked for and does not
/// fit is collected in <see cref="Problems"/>; null is as good as absent unless <see cref="Has"/> is asked.
/// </summary>
internal sealed class Fields
{
    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = 64 };

    private readonly JsonElement _json;
    private readonly IFormCollection? _form;
    private readonly IQueryCollection? _query;
    private readonly string _prefix;
    private readonly List<FieldProblem> _problems;

    private Fields(JsonElement json, IFormCollection? form, IQueryCollection? query, string prefix, List<FieldProblem> problems)
    {
        _json = json;
        _form = form;
        _query = query;
        _prefix = prefix;
        _problems = problems;
    }

    /// <summary>The body as it was sent; undefined where it was no JSON.</summary>
    public JsonElement Body => _json;

    /// <summary>What did not fit so far.</summary>
    public IReadOnlyList<FieldProblem> Problems => _problems;

    /// <summary>Reads a request's body, JSON whatever its content type says, and query.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    /// <exception cref="BadHttpRequestException">The body is too large (status 413) or broken.</exception>
    public static async Task<Fields> ReadJsonAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // The whole body is copied: what a route keeps of it must not depend on a pooled document.
        using JsonDocument? body = await JsonBody.ReadAsync(request, JsonOptions, cancellationToken).ConfigureAwait(false);
        return new(body is null ? default : body.RootElement.Clone(), null, request.Query, "", []);
    }

    /// <summary>Reads a request's body, a form where its content type says so and JSON otherwise, and query.</summary>
    /// <exception cref="JsonException">The body says it is JSON, or says nothing, and is not JSON.</exception>
    /// <exception cref="BadHttpRequestException">The body is too large (status 413) or broken.</exception>
    public static async Task<Fields> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            return await ReadJsonAsync(request, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return new(default, await request.ReadFormAsync(cancellationToken).ConfigureAwait(false), request.Query, "", []);
        }
        catch (InvalidDataException error)
        {
            throw new BadHttpRequestException(error.Message, StatusCodes.Status400BadRequest, error);
        }
    }

    /// <summary>The same face for a JSON object from elsewhere: a scenario, or the details of an event.</summary>
    public static Fields Of(JsonElement json) => new(json, null, null, "", []);

    public static Fields Of(IQueryCollection query) => new(default, null, query, "", []);

    /// <summary>True where the field was sent, even as null.</summary>
    public bool Has(string name) =>
        (_json.ValueKind == JsonValueKind.Object && _json.TryGetProperty(name, out _))
        || _form?.ContainsKey(name) == true
        || _query?.ContainsKey(name) == true;

    /// <summary>Reads a text. In JSON, numbers are taken as texts only where <paramref name="lenient"/> says so.</summary>
    public string? Text(string name, bool required = false, int maxLength = int.MaxValue, bool lenient = false)
    {
        string? text = null;
        if (Find(name) is { } element)
        {
            if (lenient && element.ValueKind is JsonValueKind.Number)
            {
                text = element.GetRawText();
            }
            else if (!JsonBody.TryGetText(element, out text!))
            {
                return Refuse<string>(name, FieldProblemKind.Type, "string");
            }
        }
        else
        {
            text = Value(name);
        }

        if (required && string.IsNullOrWhiteSpace(text))
        {
            return Refuse<string>(name, FieldProblemKind.Missing, "string");
        }

        return text?.Length > maxLength
            ? Refuse<string>(name, FieldProblemKind.Length, string.Create(CultureInfo.InvariantCulture, $"at most {maxLength} characters"))
            : text;
    }

    /// <summary>Reads one of a few words.</summary>
    public string? OneOf(string name, params ReadOnlySpan<string> words)
    {
        string? text = Text(name);
        return text is null || words.Contains(text)
            ? text
            : Refuse<string>(name, FieldProblemKind.Value, $"one of {string.Join(", ", words)}");
    }

    public bool? Flag(string name)
    {
        if (Find(name) is { } element)
        {
            return element.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? element.GetBoolean()
                : (bool?)Refuse<object>(name, FieldProblemKind.Type, "boolean");
        }

        return Value(name) switch
        {
            null or "" => null,
            "true" or "1" or "True" => true,
            "false" or "0" or "False" => false,
            _ => (bool?)Refuse<object>(name, FieldProblemKind.Type, "boolean"),
        };
    }

    public long? Number(string name, bool required = false)
    {
        if (Find(name) is { } element)
        {
            return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long number)
                ? number
                : (long?)Refuse<object>(name, FieldProblemKind.Type, "integer");
        }

        string? text = Value(name);
        if (string.IsNullOrEmpty(text))
        {
            return required ? (long?)Refuse<object>(name, FieldProblemKind.Missing, "integer") : null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : (long?)Refuse<object>(name, FieldProblemKind.Type, "integer");
    }

    public DateTimeOffset? Moment(string name)
    {
        string? text = Text(name);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset moment)
            ? moment
            : (DateTimeOffset?)Refuse<object>(name, FieldProblemKind.Type, "date-time");
    }

    /// <summary>Reads a list of texts: a JSON array, a repeated form field, or one text with commas.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (Find(name) is not { } element)
        {
            return Values(name) is { Count: > 0 } values
                ? [.. values.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))]
                : null;
        }

        if (JsonBody.TryGetText(element, out string joined))
        {
            return joined.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }

        if (element.ValueKind != JsonValueKind.Array)
        {
            return Refuse<IReadOnlyList<string>>(name, FieldProblemKind.Type, "array");
        }

        List<string> texts = [];
        foreach (JsonElement item in element.EnumerateArray())
        {
            if (!JsonBody.TryGetText(item, out string text))
            {
                return Refuse<IReadOnlyList<string>>(name, FieldProblemKind.Type, "array of strings");
            }

            texts.Add(text);
        }

        return texts;
    }

    /// <summary>Reads an object inside; its problems are noted here, with its name before theirs.</summary>
    public Fields? Inner(string name)
    {
        if (Find(name) is { } element)
        {
            return element.ValueKind == JsonValueKind.Object
                ? new(element, null, null, $"{_prefix}{name}.", _problems)
                : Refuse<Fields>(name, FieldProblemKind.Type, "object");
        }

        return null;
    }

    /// <summary>A JSON value of any type; null where it is absent or null, or where the input is no JSON.</summary>
    public JsonElement? Raw(string name) => Find(name);

    /// <summary>Notes a problem that a rule of the platform finds.</summary>
    public void Refuse(string name, FieldProblemKind kind, string expected) => Refuse<object>(name, kind, expected);

    private JsonElement? Find(string name) =>
        _json.ValueKind == JsonValueKind.Object && _json.TryGetProperty(name, out JsonElement element) && element.ValueKind != JsonValueKind.Null
            ? element
            : null;

    private StringValues Values(string name)
    {
        // GitLab and Slack clients write lists as name[]=a&name[]=b.
        if (_form is not null && (_form.TryGetValue(name, out StringValues sent) || _form.TryGetValue(name + "[]", out sent)))
        {
            return sent;
        }

        return _query is not null && (_query.TryGetValue(name, out sent) || _query.TryGetValue(name + "[]", out sent)) ? sent : default;
    }

    private string? Value(string name) => Values(name) is { Count: > 0 } values ? values[^1] : null;

    private T? Refuse<T>(string name, FieldProblemKind kind, string expected)
        where T : class
    {
        _problems.Add(new(_prefix + name, kind, expected));
        return null;
    }
}
