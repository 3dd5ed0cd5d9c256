using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

/// <summary>Compares the headers on the wire with those of recorded answers.</summary>
public sealed class GitHubHeaderTests
{
    private const string Repo = RunningGitHub.Repo;

    /// <summary>The form of each value; it must fit the recorded one and the sandbox's.</summary>
    private static readonly Dictionary<string, string> Forms = new(StringComparer.Ordinal)
    {
        ["Date"] = "^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$",
        ["Content-Type"] = "^application/json; charset=utf-8$",
        ["Content-Length"] = "^[1-9][0-9]+$",
        ["Cache-Control"] = "^(private, max-age=60, s-maxage=60|no-cache)$",
        ["Vary"] = "Accept",
        ["ETag"] = "^\"([0-9a-f]{40}|[0-9a-f]{64})\"$",
        ["Location"] = "^https?://[^/]+(/api/v3)?/repos/[^/]+/[^/]+/(issues/[0-9]+|labels/[^/]+|statuses/[0-9a-f]{40}|git/refs/heads/[^/]+)$",
        ["Link"] = "^<https?://[^/]+(/api/v3)?/repositories/[0-9]+/issues\\?per_page=[0-9]+&page=2>; rel=\"next\", <https?://[^>]+&page=[0-9]+>; rel=\"last\"$",
        ["X-OAuth-Scopes"] = "^[a-z:_]+(, [a-z:_]+)*$",
        ["X-Accepted-OAuth-Scopes"] = "^([a-z:_]+(, [a-z:_]+)*|)$",
        ["X-GitHub-Media-Type"] = "^github.v3; format=json$",
        ["X-RateLimit-Limit"] = "^(5000|30)$",
        ["X-RateLimit-Remaining"] = "^[0-9]+$",
        ["X-RateLimit-Reset"] = "^[0-9]{10}$",
        ["X-RateLimit-Used"] = "^[0-9]+$",
        ["X-RateLimit-Resource"] = "^(core|search)$",
        ["Server"] = "^GitHub\\.com$",
        ["Access-Control-Expose-Headers"] = "^ETag, Link, Location, Retry-After, X-GitHub-OTP, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Used, X-RateLimit-Resource, X-RateLimit-Reset, X-OAuth-Scopes, X-Accepted-OAuth-Scopes, X-Poll-Interval, X-GitHub-Media-Type, X-GitHub-SSO, X-GitHub-Request-Id, Deprecation, Sunset$",
        ["Access-Control-Allow-Origin"] = "^\\*$",
        ["Strict-Transport-Security"] = "^max-age=31536000; includeSubdomains; preload$",
        ["X-XSS-Protection"] = "^0$",
        ["Referrer-Policy"] = "^origin-when-cross-origin, strict-origin-when-cross-origin$",
        ["X-Content-Type-Options"] = "^nosniff$",
        ["X-Frame-Options"] = "^deny$",
        ["Content-Security-Policy"] = "^default-src 'none'$",
        ["X-GitHub-Request-Id"] = "^[0-9A-F]{4}:[0-9A-F]{4}:[0-9A-F]{5,8}:[0-9A-F]{6,8}:[0-9A-F]{8}$",
    };

    /// <summary>Recorded headers that not every answer of the kind has, or that belong to the connection.</summary>
    private static readonly string[] NotSent = ["Last-Modified", "connection"];

    /// <summary>Sent only for tokens that expire, which the recorded one did not.</summary>
    private static readonly string[] NotRecorded = ["GitHub-Authentication-Token-Expiration"];

    [Theory]
    [InlineData("get-repository", "get", "/hello-world$", 200, "GET", Repo, null)]
    [InlineData("paginate-issues", "get", "/issues\\?per_page=3$", 200, "GET", Repo + "/issues?per_page=1", null)]
    [InlineData("lock-issue", "post", "/issues$", 201, "POST", Repo + "/issues", """{"title":"x"}""")]
    [InlineData("lock-issue", "put", "/lock$", 204, "POST", Repo + "/hooks/{hook}/pings", null)]
    [InlineData("get-content", "get", "/contents/$", 200, "GET", Repo + "/contents/", null)]
    [InlineData("get-organization", "get", "^/orgs/[^/]+$", 200, "GET", "orgs/octo-org", null)]
    [InlineData("rename-repository", "patch", "^/repos/", 200, "PATCH", Repo, """{"description":"x"}""")]
    [InlineData("labels", "post", "/labels$", 201, "POST", Repo + "/labels", """{"name":"new","color":"663399"}""")]
    [InlineData("labels", "patch", "/labels/", 200, "PATCH", Repo + "/labels/bug", """{"color":"BADA55"}""")]
    [InlineData("labels", "delete", "/labels/", 204, "DELETE", Repo + "/labels/bug", null)]
    [InlineData("create-status", "post", "/statuses/", 201, "POST", Repo + "/statuses/{head}", """{"state":"failure"}""")]
    [InlineData("create-status", "get", "/status$", 200, "GET", Repo + "/commits/main/status", null)]
    [InlineData("git-refs", "post", "/git/refs$", 201, "POST", Repo + "/git/refs", """{"ref":"refs/heads/new","sha":"{head}"}""")]
    [InlineData("add-labels-to-issue", "post", "/issues/1/labels$", 200, "POST", Repo + "/issues/1/labels", """{"labels":["bug"]}""")]
    [InlineData("search-issues", "get", "^/search/issues", 200, "GET", "search/issues?q=repo:octo-org/hello-world", null)]
    [InlineData("errors", "post", "/labels$", 422, "POST", Repo + "/labels", """{"name":"new","color":"invalid"}""")]
    [InlineData("branch-protection", "get", "/protection$", 404, "GET", Repo + "/nothing", null)]
    public async Task Names_and_values_have_the_recorded_form(
        string conversation, string recordedMethod, string recordedPath, int status, string method, string path, string? body)
    {
        List<(string Name, string Value)> recorded = ReadRecorded(conversation, recordedMethod, recordedPath, status);
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        JsonElement hook = await sandbox.CallAsync("POST", Repo + "/hooks", """{"config":{"url":"http://127.0.0.1:9/"}}""");
        path = path.Replace("{hook}", hook.GetProperty("id").GetRawText(), StringComparison.Ordinal);
        string head = (await sandbox.CallAsync("GET", Repo + "/branches/main")).GetProperty("commit").GetProperty("sha").GetString()!;
        path = path.Replace("{head}", head, StringComparison.Ordinal);
        body = body?.Replace("{head}", head, StringComparison.Ordinal);

        (int sentStatus, List<(string Name, string Value)> sent) = await ReadSentAsync(sandbox, method, path, body);

        Assert.Equal(status, sentStatus);
        Assert.Equal(
            recorded.Select(header => header.Name).Except(NotSent).Distinct().Order(StringComparer.Ordinal),
            sent.Select(header => header.Name).Except([.. NotRecorded, "Connection"]).Distinct().Order(StringComparer.Ordinal));
        foreach ((string name, string value) in sent.Concat(recorded).Where(header => Forms.ContainsKey(header.Name)))
        {
            Assert.True(Regex.IsMatch(value, Forms[name]), $"{name}: {value}");
        }

        foreach (string name in (string[])["Cache-Control", "X-RateLimit-Limit", "X-RateLimit-Resource"])
        {
            Assert.Equal(Find(recorded, name), Find(sent, name));
        }
    }

    private static string? Find(List<(string Name, string Value)> headers, string name) => headers.Find(header => header.Name == name).Value;

    private static List<(string Name, string Value)> ReadRecorded(string conversation, string method, string path, int status)
    {
        string? file = RepositoryRoot.SharedData("data", "github-recorded", conversation, "raw-fixture.json");
        Assert.SkipWhen(file is null, "The recorded conversations are not on this machine (DEVFLOW_TESTDATA).");
        JsonElement exchange = JsonElement.Parse(File.ReadAllBytes(file)).EnumerateArray().First(candidate =>
            candidate.GetProperty("method").GetString() == method
            && candidate.GetProperty("status").GetInt32() == status
            && Regex.IsMatch(candidate.GetProperty("path").GetString()!, path));
        string[] raw = [.. exchange.GetProperty("rawHeaders").EnumerateArray().Select(text => text.GetString()!)];
        return [.. raw.Chunk(2).Select(pair => (pair[0], pair[1]))];
    }

    // A client would unify the casing, so the answer is read from the socket.
    private static async Task<(int Status, List<(string Name, string Value)> Headers)> ReadSentAsync(
        RunningGitHub sandbox, string method, string path, string? body)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", sandbox.Server.BaseUri.Port, cancellationToken);
        await using NetworkStream stream = client.GetStream();
        string request = $"{method} /api/v3/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: token {sandbox.PlainToken}\r\n"
            + $"Content-Length: {body?.Length ?? 0}\r\nConnection: close\r\n\r\n{body}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), cancellationToken);
        using StreamReader reader = new(stream, Encoding.UTF8);
        string[] lines = (await reader.ReadToEndAsync(cancellationToken)).Split("\r\n\r\n")[0].Split("\r\n");
        return (
            int.Parse(lines[0].Split(' ')[1], null),
            [.. lines[1..].Select(line => line.Split(": ", 2)).Select(parts => (parts[0].TrimEnd(':'), parts.Length > 1 ? parts[1] : ""))]);
    }
}
