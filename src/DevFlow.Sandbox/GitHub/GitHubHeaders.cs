using System.Globalization;
using DevFlow.Sandbox.Hosting;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The headers of GitHub's answers, in its casing and value forms.</summary>
internal sealed class GitHubHeaders(SandboxClock clock, Chance chance)
{
    private const string CachedVary = "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, X-Requested-With";

    private readonly string _node = chance.Hex(4).ToUpperInvariant();
    private readonly IdSource _requests = new(chance.Next(0x1000000, 0x2000000));

    /// <summary>Sets what every answer carries.</summary>
    public void Write(GitHubCall call, int status)
    {
        long now = clock.Now.ToUnixTimeSeconds();
        IHeaderDictionary headers = call.Context.Response.Headers;
        if (call.Grant is { } grant)
        {
            headers["X-OAuth-Scopes"] = grant.Scopes;
            headers["X-Accepted-OAuth-Scopes"] = status == StatusCodes.Status404NotFound ? "" : call.Route?.AcceptedScopes ?? "";
            headers["GitHub-Authentication-Token-Expiration"] = grant.ExpiryText;
        }

        headers["X-GitHub-Media-Type"] = "github.v3; format=json";
        LimitReading limit = call.Limit;
        headers["X-RateLimit-Limit"] = limit.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = limit.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = limit.ResetsAt.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Used"] = limit.Used.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Resource"] = "core";
        headers["X-Content-Type-Options"] = "nosniff";
        headers["X-Frame-Options"] = "deny";
        headers["Content-Security-Policy"] = "default-src 'none'";
        if (status is StatusCodes.Status200OK or StatusCodes.Status201Created or StatusCodes.Status304NotModified)
        {
            headers.CacheControl = "private, max-age=60, s-maxage=60";
            headers.Vary = CachedVary;
        }
        else
        {
            headers.Vary = "Accept-Encoding, Accept, X-Requested-With";
        }

        headers["X-GitHub-Request-Id"] = CreateRequestId(now);
    }

    // Five hexadecimal parts, the last one the time: 0684:716A:2015008:5E2FD3C:62D634F3.
    private string CreateRequestId(long now)
    {
        long number = _requests.Next();
        return string.Create(
            CultureInfo.InvariantCulture, $"{_node}:{number & 0xFFFF:X4}:{number:X7}:{(number * 3) & 0xFFFFFFF:X7}:{now:X8}");
    }
}
