using System.Net.Http;

namespace DevFlow;

/// <summary>How a platform speaks about its rate limits.</summary>
public interface IRateLimitDialect
{
    /// <summary>Names the bucket a request will most likely be counted in, before it is sent.</summary>
    /// <param name="request">The request; its address is absolute.</param>
    /// <returns>The bucket in the server's own words; null where the platform gives no hint.</returns>
    string? PredictBucket(HttpRequestMessage request);

    /// <summary>Reads what an answer says about a bucket.</summary>
    /// <param name="response">The answer; only its status and headers are looked at.</param>
    /// <returns>The reading; null where the answer carries none, or one that makes no sense.</returns>
    RateLimitReading? Read(HttpResponseMessage response);

    /// <summary>Tells a refusal for too many requests from every other answer.</summary>
    /// <param name="response">The answer; only its status and headers are looked at.</param>
    /// <param name="now">The time by the caller's clock (UTC), to turn a delay into a moment.</param>
    /// <returns>The earliest moment to try again; null where the answer is no such refusal.</returns>
    DateTimeOffset? ReadRefusal(HttpResponseMessage response, DateTimeOffset now);
}
