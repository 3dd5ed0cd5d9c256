using System.Globalization;
using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Answers of the OAuth endpoints: a form, unless the client asks for JSON.</summary>
internal static class OAuthAnswer
{
    private const string FormType = "application/x-www-form-urlencoded; charset=utf-8";

    /// <param name="call">The request, whose Accept header decides.</param>
    /// <param name="members">Names and values: texts and numbers.</param>
    public static Answer Create(GitHubCall call, IReadOnlyList<KeyValuePair<string, object>> members, int status = StatusCodes.Status200OK)
    {
        if (call.Request.Headers.Accept.ToString().Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            return Answer.Json(status, writer => Write(writer, members));
        }

        string form = string.Join('&', members.Select(member =>
            $"{Uri.EscapeDataString(member.Key)}={Uri.EscapeDataString(Convert.ToString(member.Value, CultureInfo.InvariantCulture)!)}"));
        return Answer.Text(status, FormType, form);
    }

    public static Answer Refuse(GitHubCall call, OAuthOutcome outcome, TimeSpan interval = default)
    {
        (string error, string description, string guide) = OAuthWords.Of(outcome);
        return Refuse(call, error, description, guide, interval);
    }

    public static Answer Refuse(GitHubCall call, string error, string description, string guide, TimeSpan interval = default)
    {
        call.Exchange.Refuse(error);
        List<KeyValuePair<string, object>> members =
        [
            new("error", error),
            new("error_description", description),
            new("error_uri", guide),
        ];
        if (error == "slow_down")
        {
            members.Add(new("interval", Seconds(interval)));
        }

        return Create(call, members);
    }

    /// <summary>A span in whole seconds, never none: a fast clock must not tell a client that a token has no life.</summary>
    public static long Seconds(TimeSpan span) => Math.Max(1, (long)Math.Ceiling(span.TotalSeconds));

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, object>> members)
    {
        writer.WriteStartObject();
        foreach ((string name, object value) in members)
        {
            writer.WritePropertyName(name);
            if (value is long number)
            {
                writer.WriteNumberValue(number);
            }
            else
            {
                writer.WriteStringValue((string)value);
            }
        }

        writer.WriteEndObject();
    }
}
