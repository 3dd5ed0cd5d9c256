using System.Text.Json;

namespace DevFlow.Core.Webhooks;

/// <summary>Explains the verdict on a signature step by step, and guesses what happened to a delivery that fails.</summary>
internal static class WebhookExaminer
{
    /// <param name="source">Whose signatures, with its secrets.</param>
    /// <param name="headers">The headers as they came.</param>
    /// <param name="body">The body as it came.</param>
    /// <param name="target">The path and query.</param>
    /// <param name="receivedAt">When it came.</param>
    public static WebhookVerdict Examine(HttpSource source, IReadOnlyDictionary<string, IReadOnlyList<string>> headers, ReadOnlyMemory<byte> body, string target, DateTimeOffset receivedAt)
    {
        IWebhookScheme scheme = source.Source.Scheme;
        WebhookRequest request = new(headers, body, receivedAt) { Target = target };
        IReadOnlyList<WebhookCheck> steps = [];
        foreach ((WebhookSecretMatch match, bool isValid, IReadOnlyList<WebhookCheck> checks) in source.Secrets.Explain(
            scheme, explanation => new WebhookRequest(headers, body, receivedAt) { Target = target, Explanation = explanation }))
        {
            if (isValid)
            {
                return Read(source, request, match, checks);
            }

            // Of two secrets the one that got further says more; the current one where both got as far.
            steps = checks.Count > steps.Count ? checks : steps;
        }

        return new WebhookVerdict { Platform = source.Source.Platform, Match = WebhookSecretMatch.None, Checks = steps, RecommendedAction = Advise(source, headers, body, target, receivedAt, steps) };
    }

    private static WebhookVerdict Read(HttpSource source, WebhookRequest request, WebhookSecretMatch match, IReadOnlyList<WebhookCheck> checks)
    {
        WebhookVerdict verdict = new() { Platform = source.Source.Platform, Match = match, Checks = checks };
        try
        {
            return source.Source.Scheme.AnswerTest(request) is null ? verdict with { Topic = source.Source.Scheme.ToEvent(request).Topic } : verdict;
        }
        catch (DevFlowException unreadable)
        {
            return verdict with { RecommendedAction = $"The signature is right, but no event can be read: {unreadable.Message}" };
        }
    }

    private static string Advise(
        HttpSource source, IReadOnlyDictionary<string, IReadOnlyList<string>> headers, ReadOnlyMemory<byte> body, string target, DateTimeOffset receivedAt, IReadOnlyList<WebhookCheck> steps)
    {
        foreach ((string what, byte[] variant) in Variants(body.Span.ToArray()))
        {
            if (source.Secrets.Verify(source.Source.Scheme, new WebhookRequest(headers, variant, receivedAt) { Target = target }) != WebhookSecretMatch.None)
            {
                return $"The signature fits the body {what}: something between sender and receiver changed it. It must arrive byte for byte.";
            }
        }

        return steps is [.., { Passed: false } last] && last.What.Contains("HMAC", StringComparison.Ordinal)
            ? "Compare the secret with the one at the platform, blanks at its ends included; and see that the body is the raw one, not parsed and written anew."
            : "Compare the delivery's headers with those the platform shows; a proxy in front must pass them on, each once.";
    }

    private static IEnumerable<(string What, byte[] Body)> Variants(byte[] body)
    {
        string text = System.Text.Encoding.UTF8.GetString(body);
        yield return ("without the line break at its end", System.Text.Encoding.UTF8.GetBytes(text.TrimEnd('\r', '\n')));
        yield return ("with LF for CR LF", System.Text.Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n")));
        if (Compact(body) is { } compact)
        {
            yield return ("written without blanks", compact);
        }
    }

    private static byte[]? Compact(byte[] body)
    {
        try
        {
            using MemoryStream written = new();
            using (Utf8JsonWriter writer = new(written, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            {
                JsonElement.Parse(body).WriteTo(writer);
            }

            return written.ToArray();
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
