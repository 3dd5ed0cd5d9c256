using System.Text;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.GitHub;

/// <summary>What the body of an unsuccessful answer says; GitHub sends <c>message</c>, <c>errors[]</c> and <c>documentation_url</c>.</summary>
/// <param name="Text">The message in one line; null where the body is not GitHub's JSON.</param>
/// <param name="SpeaksOfLimit">True where it is about a primary or secondary rate limit.</param>
internal sealed record GitHubProblem(string? Text, bool SpeaksOfLimit)
{
    private const int MaxErrors = 5;
    private static readonly GitHubProblem Nothing = new(null, false);

    public static async Task<GitHubProblem> ReadAsync(HttpContent content, int maxLength, CancellationToken cancellationToken)
    {
        try
        {
            byte[] body = await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            if (body.Length is 0 || body.Length > maxLength)
            {
                return Nothing;
            }

            using JsonDocument json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Read(json.RootElement) : Nothing;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or HttpRequestException or IOException)
        {
            // A proxy's page or a cut-off body: status and headers still tell what happened.
            return Nothing;
        }
    }

    private static GitHubProblem Read(JsonElement root)
    {
        string? message = ReadText(root, "message");
        string page = ReadText(root, "documentation_url") ?? "";
        bool limit = Mentions(message, "rate limit") || Mentions(message, "abuse detection")
            || page.EndsWith("secondary-rate-limits", StringComparison.Ordinal) || page.EndsWith("#abuse-rate-limits", StringComparison.Ordinal);
        if (message is null)
        {
            return new GitHubProblem(null, limit);
        }

        StringBuilder text = new(message.TrimEnd('.'));
        if (root.TryGetProperty("errors", out JsonElement errors) && errors.ValueKind == JsonValueKind.Array)
        {
            string[] details = [.. errors.EnumerateArray().Take(MaxErrors).Select(Describe).OfType<string>()];
            text.Append(details.Length == 0 ? "" : $" ({string.Join("; ", details)})");
        }

        return new GitHubProblem(ServerText.OneLine(text.Append('.').ToString()), limit);
    }

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
