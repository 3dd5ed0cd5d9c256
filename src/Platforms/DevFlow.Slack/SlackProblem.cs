using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.Slack;

/// <summary>What the body of a refusal says: <c>error</c>, a word, and by kind of it <c>needed</c>, <c>provided</c> or messages.</summary>
/// <param name="Error">The word; null where the body is not Slack's JSON.</param>
/// <param name="Needed">The scopes of which one would have done; null where it is not about scopes.</param>
/// <param name="Provided">The scopes the token has.</param>
/// <param name="Details">Messages in one line; null where there are none.</param>
internal sealed record SlackProblem(string? Error, string? Needed, string? Provided, string? Details)
{
    private const int MaxMessages = 5;

    public static async Task<SlackProblem> ReadAsync(HttpContent content, CancellationToken cancellationToken) =>
        await AnswerBody.ReadProblemAsync(content, cancellationToken).ConfigureAwait(false) is JsonElement body ? Read(body) : new(null, null, null, null);

    private static SlackProblem Read(JsonElement body) =>
        new(Line(Payload.Text(body, "error")), Line(Payload.Text(body, "needed")), Line(Payload.Text(body, "provided")), Line(Messages(body)));

    private static string? Messages(JsonElement body)
    {
        if (!body.TryGetProperty("response_metadata", out JsonElement metadata)
            || metadata.ValueKind != JsonValueKind.Object
            || !metadata.TryGetProperty("messages", out JsonElement messages)
            || messages.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        string[] lines = [.. messages.EnumerateArray().Take(MaxMessages).Select(static message => message.ToString()).Where(static line => line.Length > 0)];
        return lines.Length == 0 ? null : string.Join("; ", lines);
    }

    private static string? Line(string? text) => text is null ? null : ServerText.OneLine(text);
}
