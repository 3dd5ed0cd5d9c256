using System.Globalization;
using System.Runtime.CompilerServices;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Limits;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Counts requests in GitHub's primary and secondary limits and words the refusals.</summary>
internal sealed class GitHubLimits(SandboxClock clock)
{
    private const string Guide = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";
    public const string SecondaryGuide = Guide + "#about-secondary-rate-limits";
    private const string Later = "Please wait a few minutes before you try again.";
    private const string PrimaryClaim = "primary";
    private const string ContentClaim = "secondary-content";
    private const string CpuClaim = "secondary-cpu";
    private const int ChangePoints = 5;

    private static readonly int GraphQl = LimitResource.IndexOf("graphql");

    // Where GitHub cannot say when there will be room, its documentation asks for a minute.
    private static readonly TimeSpan DefaultWait = TimeSpan.FromMinutes(1);

    /// <summary>Counts a request before it is carried out.</summary>
    /// <returns>The refusal; null where it may go on.</returns>
    public Answer? Enter(GitHubCall call)
    {
        LimitPool pool = call.Pool;
        if (!pool.Running.TryTake(1, out Reading running))
        {
            call.Limit = pool.Primary(call.Resource).Read();
            return RefuseSecondary(call, "secondary-concurrency", StatusCodes.Status429TooManyRequests, clock.Scale(DefaultWait));
        }

        call.Exchange.Ended = () => End(call, pool, running);
        if (pool.CpuTime?.Read() is { Remaining: <= 0 } cpu)
        {
            call.Limit = pool.Primary(call.Resource).Read();
            return RefuseSecondary(call, CpuClaim, StatusCodes.Status429TooManyRequests, cpu.RetryAfter);
        }

        GitHubRoute? route = call.Route;
        if (route?.Template == GitHubRoute.GraphQl)
        {
            // What a query costs is only known when it is read.
            call.Limit = pool.Primary(call.Resource).Read();
            return null;
        }

        FixedWindow primary = pool.Primary(call.Resource);
        ClaimBuffer buffer = default;
        Span<Claim> claims = buffer;
        int count = 0;
        if (route?.IsFree != true)
        {
            claims[count++] = new(PrimaryClaim, primary);
        }

        long points = HttpMethods.IsGet(call.Request.Method) || HttpMethods.IsHead(call.Request.Method) ? 1 : ChangePoints;
        claims[count++] = new("secondary-points", pool.Points[route?.Template ?? ""], points);
        if (route?.CreatesContent == true)
        {
            claims[count++] = new(ContentClaim, pool.ContentByMinute);
            claims[count++] = new(ContentClaim, pool.ContentByHour);
        }

        return Take(call, primary, claims[..count]);
    }

    /// <summary>Counts a GraphQL query; an exhausted primary limit is told with status 200 by the caller.</summary>
    /// <returns>The refusal of a secondary limit; null where it may go on or <paramref name="isExhausted"/> is set.</returns>
    public Answer? EnterGraphQl(GitHubCall call, long cost, bool isMutation, out bool isExhausted)
    {
        FixedWindow primary = call.Pool.Primary(GraphQl);
        ReadOnlySpan<Claim> claims =
        [
            new(PrimaryClaim, primary, cost),
            new("secondary-points", call.Pool.GraphQlPoints, isMutation ? ChangePoints : 1),
        ];
        Span<Reading> readings = stackalloc Reading[2];
        bool isGranted = Limit.TryTakeAll(claims, readings, out int refused);
        call.Limit = readings[0];
        isExhausted = !isGranted && refused == 0;
        if (isExhausted)
        {
            call.Exchange.Refuse(PrimaryClaim, LimitResource.All[GraphQl].Name);
        }

        return isGranted || isExhausted
            ? null
            : RefuseSecondary(call, claims[refused].Name, StatusCodes.Status429TooManyRequests, readings[refused].RetryAfter);
    }

    /// <summary>Takes the primary cost back: an answer of 304 is free, but for its secondary point.</summary>
    public static void Free(GitHubCall call)
    {
        if (call.Route?.IsFree != true)
        {
            call.Limit = call.Pool.Primary(call.Resource).GiveBack(1, call.Limit);
        }
    }

    private static void End(GitHubCall call, LimitPool pool, in Reading running)
    {
        pool.Running.GiveBack(1, running);
        if (call.Exchange.Refusal is null)
        {
            pool.CpuTime?.Charge((long)Math.Ceiling(call.Exchange.Elapsed.TotalMilliseconds));
        }
    }

    private Answer? Take(GitHubCall call, FixedWindow primary, ReadOnlySpan<Claim> claims)
    {
        Span<Reading> readings = stackalloc Reading[4];
        bool isGranted = Limit.TryTakeAll(claims, readings, out int refused);
        call.Limit = claims[0].Name == PrimaryClaim ? readings[0] : primary.Read();
        if (isGranted)
        {
            return null;
        }

        string name = claims[refused].Name;
        TimeSpan wait = readings[refused].RetryAfter;
        return name switch
        {
            PrimaryClaim => RefusePrimary(call),
            ContentClaim => RefuseSecondary(call, name, StatusCodes.Status403Forbidden, wait),
            _ => RefuseSecondary(call, name, StatusCodes.Status429TooManyRequests, wait),
        };
    }

    private Answer RefusePrimary(GitHubCall call)
    {
        call.Exchange.Refuse(PrimaryClaim, LimitResource.All[call.Resource].Name);
        string message = call.Grant is null
            ? $"API rate limit exceeded for {call.Pool.Subject}. (But here's the good news: Authenticated requests get a higher rate limit. Check out the documentation for more details.)"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"API rate limit exceeded for {call.Pool.Subject}. If you reach out to GitHub Support for help, please include the request ID {call.RequestId} and timestamp {clock.Now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.");
        return GitHubProblem.Create(StatusCodes.Status403Forbidden, message, Guide);
    }

    private static Answer RefuseSecondary(GitHubCall call, string reason, int status, TimeSpan wait)
    {
        call.Exchange.Refuse(reason);
        call.Response.Headers.RetryAfter = HeaderValue.RetryAfter(wait);
        string message = reason == ContentClaim
            ? "You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later."
            : $"You have exceeded a secondary rate limit. {Later}";
        return GitHubProblem.Create(
            status, $"{message} If you reach out to GitHub Support for help, please include the request ID {call.RequestId}.", SecondaryGuide);
    }

    /// <summary>As many claims as one request makes; on the stack, because every request makes them.</summary>
    [InlineArray(4)]
    private struct ClaimBuffer
    {
        private Claim _first;
    }
}
