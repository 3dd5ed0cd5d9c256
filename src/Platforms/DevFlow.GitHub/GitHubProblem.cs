using System.Text;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.GitHub;

/// <summary>What the body of an unsuccessful answer says; GitHub sends <c>message</c>, <c>errors[]</c> and <c>documentation_url</c>.</summary>
/// <param name="Text">The message in one line; null where the body is not GitHub's JSON.</param>
internal sealed record GitHubProblem(string? Text)
{
    private const int MaxErrors = 5;
    private static readonly GitHubProblem Nothing = new((string?)null);

    /// <summary>True where it is about a primary or secondary rate limit.</summary>
    public bool SpeaksOfLimit { get; private init; }

    /// <summary>True where it is about a secondary one.</summary>
    public bool SpeaksOfSecondary { get; private init; }

    /// <summary>True where it is about the one for new content.</summary>
    public bool SpeaksOfContent { get; private init; }

    public static async Task<GitHubProblem> ReadAsync(HttpContent content, int maxLength, CancellationToken cancellationToken)
    {
        try
        {
            byte[] body = await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return body.Length > maxLength ? Nothing : Parse(body);
        }
        catch (Exception unreadable) when (unreadable is InvalidOperationException or HttpRequestException or IOException)
        {
            // A cut-off body: status and headers still tell what happened.
            return Nothing;
        }
    }

    /// <summary>Reads a body; one that is not GitHub's, such as a proxy's page, says nothing.</summary>
    public static GitHubProblem Parse(byte[]? body)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(body ?? []);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Read(json.RootElement) : Nothing;
        }
        catch (JsonException)
        {
            return Nothing;
        }
    }

    private static GitHubProblem Read(JsonElement root)
    {
        string? message = ReadText(root, "message");
        string page = ReadText(root, "documentation_url") ?? "";
        JsonElement[] errors = root.TryGetProperty("errors", out JsonElement list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Take(MaxErrors)] : [];

        // GraphQL has no message of its own: what is wrong stands in the errors.
        string spoken = message ?? string.Join(' ', errors.Select(Describe));
        bool isSecondary = Mentions(spoken, "secondary rate limit") || Mentions(spoken, "abuse detection")
            || page.EndsWith("secondary-rate-limits", StringComparison.Ordinal) || page.EndsWith("#abuse-rate-limits", StringComparison.Ordinal);
        bool isLimit = isSecondary || Mentions(spoken, "rate limit") || Array.Exists(errors, static error => IsOfType(error, "RATE_LIMITED"));
        return new GitHubProblem(Word(message, errors))
        {
            SpeaksOfLimit = isLimit,
            SpeaksOfSecondary = isSecondary,
            SpeaksOfContent = isSecondary && Mentions(spoken, "content creation"),
        };
    }

    private static string? Word(string? message, JsonElement[] errors)
    {
        if (message is null)
        {
            return null;
        }

        StringBuilder text = new(message.TrimEnd('.'));
        string[] details = [.. errors.Select(Describe).OfType<string>()];
        text.Append(details.Length == 0 ? "" : $" ({string.Join("; ", details)})");
        return ServerText.OneLine(text.Append('.').ToString());
    }

    private static bool IsOfType(JsonElement error, string type) => error.ValueKind == JsonValueKind.Object && ReadText(error, "type") == type;

    // Either plain text, or {resource, field, code[, message]}.
    private static string? Describe(JsonElement error)
    {
        if (error.ValueKind == JsonValueKind.String)
        {
            return error.GetString();
        }

        if (error.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        string[] parts = [.. new[] { ReadText(error, "resource"), ReadText(error, "field"), ReadText(error, "code") }.OfType<string>()];
        string? message = ReadText(error, "message");
        return parts.Length == 0 ? message : string.Join(' ', parts) + (message is null ? "" : ": " + message);
    }

    private static string? ReadText(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Mentions(string? text, string words) => text?.Contains(words, StringComparison.OrdinalIgnoreCase) == true;
}
