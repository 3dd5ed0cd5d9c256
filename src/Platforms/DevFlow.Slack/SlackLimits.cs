using System.Net;
using DevFlow.Platforms;

namespace DevFlow.Slack;

/// <summary>Slack says nothing of its limits until it refuses: status 429 with <c>Retry-After</c>, for one method in one workspace.</summary>
internal sealed class SlackLimits : IRateLimitDialect
{
    /// <summary>The span of nearly all limits, for a refusal that names no time.</summary>
    public static readonly TimeSpan UnnamedWait = TimeSpan.FromMinutes(1);

    private const string PostMessage = "chat.postMessage";
    private const string SetProfile = "users.profile.set";
    private const string OwnProfile = "self";
    private const int MaxRefusal = 16 * 1024;

    private readonly SlackPolicies _policies = new();

    public IReadOnlyList<RateLimitPolicy> Policies => _policies.All;

    public void Charge(HttpRequestMessage request, ICollection<RateLimitCharge> charges)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(charges);
        if (SlackHook.Is(request.RequestUri))
        {
            charges.Add(new(_policies.Hook));
            return;
        }

        string method = SlackMethod.NameOf(request.RequestUri);
        charges.Add(new(_policies.Of(method), method));
        if (method == PostMessage && SlackMethod.Argument(request, "channel") is string channel)
        {
            charges.Add(new(_policies.Channel, channel));
        }
        else if (method == SetProfile)
        {
            charges.Add(new(_policies.ProfileUser, SlackMethod.Argument(request, "user") ?? OwnProfile));
            charges.Add(new(_policies.ProfileToken));
        }
    }

    /// <remarks>Not by the verb: <c>GET /api/chat.postMessage</c> posts a message.</remarks>
    public RequestSafety GetSafety(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SlackMethod.IsRead(SlackMethod.NameOf(request.RequestUri)) ? RequestSafety.Repeatable : RequestSafety.Unsafe;
    }

    public void Read(HttpResponseMessage response, ICollection<RateLimitReading> readings)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(readings);
    }

    public RateLimitRefusal? ReadRefusal(HttpResponseMessage response, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (response.StatusCode != HttpStatusCode.TooManyRequests && !IsRefusedByBody(response))
        {
            return null;
        }

        DateTimeOffset? hint = LimitHeaders.RetryAfter(response.Headers, now);
        DateTimeOffset retryAt = hint ?? now + UnnamedWait;
        return new(retryAt, "ratelimited") { Policy = Refusing(response.RequestMessage, retryAt - now), IsHinted = hint is not null };
    }

    // A channel's second is over within one; whoever has to wait longer has called the method too often.
    private RateLimitPolicy? Refusing(HttpRequestMessage? request, TimeSpan wait)
    {
        if (request is null)
        {
            return null;
        }

        if (SlackHook.Is(request.RequestUri))
        {
            return _policies.Hook;
        }

        string method = SlackMethod.NameOf(request.RequestUri);
        return method == PostMessage && wait <= _policies.Channel.Window && SlackMethod.Argument(request, "channel") is not null ? _policies.Channel : _policies.Of(method);
    }

    // {"ok":false,"error":"ratelimited"}, or of messages "rate_limited"; answers with data are long and no refusals.
    private static bool IsRefusedByBody(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.OK
        && BodyBytes.Of(response, MaxRefusal) is { } body
        && body.AsSpan().IndexOf("limited\""u8) >= 0
        && AnswerBody.Parse(body) is { } answer
        && Payload.Text(answer, "error") is "ratelimited" or "rate_limited";
}
