using System.Net.Http;

namespace DevFlow;

/// <summary>A platform's limits, how its requests count in them, and how its answers speak of them.</summary>
/// <remarks>All members are called from many threads at once, and for every request.</remarks>
public interface IRateLimitDialect
{
    /// <summary>The limits known beforehand. A dialect may learn more of them at run time, by the names answers carry.</summary>
    IReadOnlyList<RateLimitPolicy> Policies { get; }

    /// <summary>Tells what a request takes of which limits, before it is sent.</summary>
    /// <param name="request">The request; its address is absolute. A body that is in memory may be read.</param>
    /// <param name="charges">
    /// Takes the charges; each bucket at most once. The first names the class of calls that fail together: there is a circuit breaker for each.
    /// </param>
    void Charge(HttpRequestMessage request, ICollection<RateLimitCharge> charges);

    /// <summary>Tells whether a request may be repeated when its outcome is unknown.</summary>
    /// <param name="request">The request; its address is absolute. A body that is in memory may be read.</param>
    /// <returns>By default what RFC 9110 says of the method: all but POST, PATCH and CONNECT may.</returns>
    RequestSafety GetSafety(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Method.Method is "GET" or "HEAD" or "OPTIONS" or "TRACE" or "PUT" or "DELETE" ? RequestSafety.Repeatable : RequestSafety.Unsafe;
    }

    /// <summary>Reads what an answer says about buckets; what makes no sense is left out.</summary>
    /// <param name="response">The answer, with the request it belongs to; its body is in memory.</param>
    /// <param name="readings">Takes the readings; each bucket at most once.</param>
    void Read(HttpResponseMessage response, ICollection<RateLimitReading> readings);

    /// <summary>Tells a refusal because of a limit from every other answer, a missing permission above all.</summary>
    /// <param name="response">The answer, with the request it belongs to; its body is in memory.</param>
    /// <param name="now">The time (UTC) of the clock that the moment is wanted in.</param>
    /// <returns>The refusal; null where the answer is none.</returns>
    RateLimitRefusal? ReadRefusal(HttpResponseMessage response, DateTimeOffset now);

    /// <summary>
    /// Tells an answer by which the platform says that it did not carry a request out for a moment's reason that is no limit, so that it may
    /// be sent again whatever its method.
    /// </summary>
    /// <param name="response">The answer, with the request it belongs to; its body is in memory.</param>
    bool IsBusy(HttpResponseMessage response) => false;
}
