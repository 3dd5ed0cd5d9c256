using System.Globalization;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The headers of GitHub's answers, in its casing and value forms.</summary>
internal sealed class GitHubHeaders(SandboxClock clock, Chance chance)
{
    private const string PlainVary = "Accept-Encoding, Accept, X-Requested-With";

    private const string Exposed =
        "ETag, Link, Location, Retry-After, X-GitHub-OTP, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Used, "
        + "X-RateLimit-Resource, X-RateLimit-Reset, X-OAuth-Scopes, X-Accepted-OAuth-Scopes, X-Poll-Interval, "
        + "X-GitHub-Media-Type, X-GitHub-SSO, X-GitHub-Request-Id, Deprecation, Sunset";

    // Cacheable answers carry the header twice.
    private static readonly StringValues CachedVary = new(["Accept, Authorization, Cookie, X-GitHub-OTP", PlainVary]);

    private readonly string _node = chance.Hex(4).ToUpperInvariant();
    private readonly IdSource _requests = new(chance.Next(0x1000000, 0x2000000));

    /// <summary>True where an answer may be kept by the client, so that it has a tag and a lifetime.</summary>
    public static bool IsCacheable(GitHubCall call, int status) =>
        status is StatusCodes.Status200OK or StatusCodes.Status201Created or StatusCodes.Status304NotModified
        && call.Route is { IsOutsideApi: false, Bucket: not ("search" or "code_search" or "graphql") };

    /// <summary>Five hexadecimal parts, the last one the time: 0684:716A:2015008:5E2FD3C:62D634F3.</summary>
    public string CreateRequestId()
    {
        long number = _requests.Next();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_node}:{number & 0xFFFF:X4}:{number:X7}:{(number * 3) & 0xFFFFFFF:X7}:{clock.Now.ToUnixTimeSeconds():X8}");
    }

    /// <summary>Sets what every answer carries.</summary>
    public static void Write(GitHubCall call, int status)
    {
        IHeaderDictionary headers = call.Response.Headers;
        headers.Server = "GitHub.com";
        headers["X-GitHub-Request-Id"] = call.RequestId;
        headers["X-Frame-Options"] = "deny";
        headers["X-Content-Type-Options"] = "nosniff";
        headers["X-XSS-Protection"] = "0";
        headers["Referrer-Policy"] = "origin-when-cross-origin, strict-origin-when-cross-origin";
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubdomains; preload";
        if (call.Route?.IsOutsideApi == true)
        {
            headers.CacheControl = "max-age=0, private, must-revalidate";
            return;
        }

        WriteCredential(headers, call, status);
        WriteLimit(headers, call);
        headers["X-GitHub-Media-Type"] = "github.v3; format=json";
        headers["Access-Control-Expose-Headers"] = Exposed;
        headers["Access-Control-Allow-Origin"] = "*";
        headers["Content-Security-Policy"] = "default-src 'none'";
        if (IsCacheable(call, status))
        {
            headers.CacheControl = "private, max-age=60, s-maxage=60";
            headers.Vary = CachedVary;
            return;
        }

        headers.Vary = PlainVary;
        if (status == StatusCodes.Status200OK)
        {
            headers.CacheControl = "no-cache";
        }
    }

    private static void WriteCredential(IHeaderDictionary headers, GitHubCall call, int status)
    {
        if (call.Grant is not { } grant)
        {
            return;
        }

        if (call.Token?.Spec.ExpiresAt is { } expiresAt)
        {
            headers["GitHub-Authentication-Token-Expiration"] = expiresAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        }

        if (grant.HasScopes)
        {
            headers["X-OAuth-Scopes"] = grant.ScopesText;
            headers["X-Accepted-OAuth-Scopes"] = status == StatusCodes.Status404NotFound ? "" : call.Route?.AcceptedScopes ?? "";
            if (grant.Client is { } client)
            {
                headers["X-OAuth-Client-Id"] = client.Id;
            }
        }
        else if (call.Route is { Permissions.Length: > 0 } route && grant.Permissions is not null)
        {
            headers["X-Accepted-GitHub-Permissions"] = route.Permissions;
        }
    }

    private static void WriteLimit(IHeaderDictionary headers, GitHubCall call)
    {
        headers["X-RateLimit-Limit"] = HeaderValue.Of(call.Limit.Limit);
        headers["X-RateLimit-Remaining"] = HeaderValue.Of(call.Limit.Remaining);
        headers["X-RateLimit-Reset"] = HeaderValue.Of(LimitJson.Seconds(call.Limit.ResetsAt));
        headers["X-RateLimit-Used"] = HeaderValue.Of(call.Limit.Used);
        headers["X-RateLimit-Resource"] = LimitResource.All[call.Resource].Name;
    }
}
