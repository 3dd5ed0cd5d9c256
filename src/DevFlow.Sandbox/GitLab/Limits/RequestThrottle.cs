using System.Globalization;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Limits;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>
/// One of Rack::Attack's throttles: windows aligned to the epoch, refused requests counted as well, and told in headers on every
/// answer.
/// </summary>
/// <remarks>Remaining and Reset are of the real window, but Limit is normalised to a minute; see lib/gitlab/rack_attack.rb.</remarks>
internal sealed class RequestThrottle(LimitSetting setting, SandboxClock clock)
{
    private readonly Keyed<string, EpochWindow> _windows =
        new(_ => new EpochWindow(setting.Requests, clock.Scale(setting.Period), clock.Time, countsRefused: true));

    private readonly string _limitText = HeaderValue.Of((long)Math.Ceiling(setting.Requests * 60 / setting.Period.TotalSeconds));

    /// <summary>Counts a request and writes the headers.</summary>
    /// <param name="call">The request.</param>
    /// <param name="discriminator">Whose window: a user's id or an address.</param>
    /// <returns>The refusal; null where the request may go on.</returns>
    public Answer? Take(GitLabCall call, string discriminator)
    {
        bool isGranted = _windows[discriminator].TryTake(1, out Reading reading);
        IHeaderDictionary headers = call.Response.Headers;
        headers["RateLimit-Limit"] = _limitText;
        headers["RateLimit-Name"] = setting.Name;
        headers["RateLimit-Observed"] = HeaderValue.Of(reading.Used);
        headers["RateLimit-Remaining"] = HeaderValue.Of(reading.Remaining);
        headers["RateLimit-Reset"] = HeaderValue.Of(HeaderValue.Seconds(reading.ResetsAt - DateTimeOffset.UnixEpoch));
        call.Exchange.Bucket = setting.Name;
        if (isGranted)
        {
            return null;
        }

        long resetsAt = HeaderValue.Seconds(reading.ResetsAt - DateTimeOffset.UnixEpoch);
        headers["RateLimit-ResetTime"] = DateTimeOffset.FromUnixTimeSeconds(resetsAt).ToString("R", CultureInfo.InvariantCulture);
        headers.RetryAfter = HeaderValue.RetryAfter(reading.RetryAfter);
        call.Exchange.Refuse("throttled", setting.Name);
        return Answer.Text(StatusCodes.Status429TooManyRequests, "text/plain", "Retry later\n");
    }
}
