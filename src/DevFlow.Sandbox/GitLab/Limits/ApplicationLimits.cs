using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Limits;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>The limits of single endpoints, of which no header tells: the answer is a bare 429.</summary>
internal sealed class ApplicationLimits(IReadOnlyDictionary<string, LimitSetting> settings, SandboxClock clock)
{
    private readonly Keyed<(string Name, string Scope), EpochWindow> _windows = new(key => new EpochWindow(
        settings[key.Name].Requests, clock.Scale(settings[key.Name].Period), clock.Time, countsRefused: true));

    /// <summary>Counts a call of an endpoint.</summary>
    /// <param name="call">The request.</param>
    /// <param name="name">The endpoint's limit.</param>
    /// <param name="scope">Whose window.</param>
    /// <returns>The refusal; null where the request may go on.</returns>
    public Answer? Take(GitLabCall call, string name, string scope)
    {
        if (_windows[(name, scope)].TryTake(1, out _))
        {
            return null;
        }

        call.Exchange.Refuse("application-limit", name);
        return Answer.Json(StatusCodes.Status429TooManyRequests, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("message"u8);
            writer.WriteString("error"u8, "This endpoint has been requested too many times. Try again later.");
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }
}
