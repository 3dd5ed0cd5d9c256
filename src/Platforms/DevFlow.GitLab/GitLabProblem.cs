using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.GitLab;

/// <summary>
/// What the body of an unsuccessful answer says: <c>message</c> as text, as an object of lists by field, or of an <c>error</c>; or
/// OAuth's <c>error</c>, <c>error_description</c> and <c>scope</c>; or, from Rack::Attack, plain text.
/// </summary>
/// <param name="Text">The message in one line; null where the body says nothing that can be read.</param>
/// <param name="MissingScopes">The scopes that would have been needed; null where it is not about scopes.</param>
internal sealed record GitLabProblem(string? Text, string? MissingScopes)
{
    private const int MaxBodyLength = 64 * 1024;
    private const int MaxFields = 5;
    private static readonly GitLabProblem Nothing = new(null, null);

    public static async Task<GitLabProblem> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            byte[] body = await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            if (body.Length is 0 or > MaxBodyLength)
            {
                return Nothing;
            }

            if (content.Headers.ContentType?.MediaType == "text/plain")
            {
                string text = System.Text.Encoding.UTF8.GetString(body).Trim();
                return text.Length == 0 ? Nothing : Say(text, null);
            }

            return Read(JsonElement.Parse(body));
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or HttpRequestException or IOException)
        {
            // A proxy's page or a cut-off body: status and headers still tell what happened.
            return Nothing;
        }
    }

    private static GitLabProblem Read(JsonElement root)
    {
        string? scopes = Payload.Text(root, "error") == "insufficient_scope" ? Payload.Text(root, "scope") : null;
        string? text = Payload.Text(root, "message|message.error|error_description|error") ?? Fields(root);
        return text is null ? Nothing : Say(text, scopes is null ? null : ServerText.OneLine(scopes.Replace(" ", ", ", StringComparison.Ordinal)));
    }

    // {"message":{"title":["can't be blank"],"due_date":["is not a date"]}}
    private static string? Fields(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("message", out JsonElement message) || message.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        string[] fields = [.. message.EnumerateObject()
            .Where(static field => field.Value.ValueKind == JsonValueKind.Array)
            .Take(MaxFields)
            .Select(static field => $"{field.Name} {string.Join(", ", field.Value.EnumerateArray().Take(MaxFields).Select(static reason => reason.ToString()))}")];
        return fields.Length == 0 ? null : string.Join("; ", fields);
    }

    private static GitLabProblem Say(string text, string? scopes) => new(ServerText.OneLine(text.TrimEnd('.') + "."), scopes);
}
