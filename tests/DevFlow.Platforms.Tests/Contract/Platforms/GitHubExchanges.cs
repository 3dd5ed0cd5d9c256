using DevFlow.Platforms.Tests.Sandbox.GitHub;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>Input no generator thinks of: limits, coercions, what GitHub calls invalid.</summary>
internal static class GitHubExchanges
{
    private const string Repo = "/repos/{owner}/{repo}";
    private const string Issues = Repo + "/issues";
    private const string Issue = Issues + "/{issue_number}";
    private const string Comments = Issue + "/comments";
    private const string Hooks = Repo + "/hooks";
    private const string Hook = Hooks + "/{hook_id}";
    private const string Here = RunningGitHub.Repo;
    private const string Nowhere = "repos/octo-org/nothing";

    public static IReadOnlyList<Exchange> All { get; } =
    [
        new("GET", "/user", "user", 200),
        new("GET", "/rate_limit", "rate_limit", 200),
        new("GET", "/user/repos", "user/repos", 200),
        new("GET", "/user/repos", "user/repos?per_page=1&page=2", 200),
        new("GET", Repo, Here, 200),
        new("GET", Repo, "repos/OCTO-ORG/Hello-World", 200),
        new("GET", Repo, "repos/octocat/notes", 200),
        new("GET", Repo, Nowhere, 404),

        new("GET", Repo + "/git/refs/{ref}", $"{Here}/git/refs/heads/main", 200),
        new("GET", Repo + "/git/refs/{ref}", $"{Here}/git/refs/heads", 200),
        new("GET", Repo + "/git/refs/{ref}", $"{Here}/git/refs/heads/nowhere", 404),

        new("GET", Issues, $"{Here}/issues", 200),
        new("GET", Issues, $"{Here}/issues?state=all&sort=updated&direction=asc&per_page=1&since=2020-01-01T00:00:00Z&labels=bug", 200),
        new("GET", Issues, $"{Here}/issues?page=9999999&per_page=-3", 200),
        new("GET", Issues, $"{Here}/issues?state=bogus", 422),
        new("GET", Issues, $"{Here}/issues?since=yesterday", 422),
        new("GET", Issues, $"{Nowhere}/issues", 404),
        new("POST", Issues, $"{Here}/issues", 201, """{"title":"Späte Änderung \u2764","body":"a\nb","labels":["bug",{"name":"new one"}],"assignees":[]}"""),
        new("POST", Issues, $"{Here}/issues", 201, """{"title":42,"body":null}"""),
        new("POST", Issues, $"{Nowhere}/issues", 404, """{"title":"x"}"""),
        new("POST", Issues, $"{Here}/issues", 400, """{"title":"""),
        new("POST", Issues, $"{Here}/issues", 400, "[]"),
        new("POST", Issues, $"{Here}/issues", 413, $"{{\"title\":\"{new string('x', 1024 * 1024)}\"}}"),
        new("POST", Issues, $"{Here}/issues", 422),
        new("POST", Issues, $"{Here}/issues", 422, "{}"),
        new("POST", Issues, $"{Here}/issues", 422, """{"title":"  "}"""),
        new("POST", Issues, $"{Here}/issues", 400, """{"title":"\ud800"}"""),
        new("POST", Issues, $"{Here}/issues", 422, """{"title":true}"""),
        new("POST", Issues, $"{Here}/issues", 422, $"{{\"title\":\"{new string('x', 257)}\"}}"),
        new("POST", Issues, $"{Here}/issues", 422, $"{{\"title\":\"x\",\"body\":\"{new string('x', 65_537)}\"}}"),
        new("POST", Issues, $"{Here}/issues", 422, """{"title":"x","body":7}"""),
        new("POST", Issues, $"{Here}/issues", 422, """{"title":"x","labels":"bug"}"""),
        new("POST", Issues, $"{Here}/issues", 422, """{"title":"x","labels":[{}]}"""),

        new("GET", Issue, $"{Here}/issues/1", 200),
        new("GET", Issue, $"{Here}/issues/99", 404),
        new("GET", Issue, $"{Here}/issues/99999999999", 404),
        new("PATCH", Issue, $"{Here}/issues/1", 200, """{"title":"Renamed","body":null,"labels":[]}"""),
        new("PATCH", Issue, $"{Here}/issues/1", 200, """{"state":"closed","state_reason":"not_planned"}"""),
        new("PATCH", Issue, $"{Here}/issues/1", 200, "{}"),
        new("PATCH", Issue, $"{Here}/issues/99", 404, "{}"),
        new("PATCH", Issue, $"{Here}/issues/1", 400, "nonsense"),
        new("PATCH", Issue, $"{Here}/issues/1", 422, """{"state":"ajar"}"""),
        new("PATCH", Issue, $"{Here}/issues/1", 422, """{"state_reason":"bored"}"""),
        new("PATCH", Issue, $"{Here}/issues/1", 422, """{"title":""}"""),

        new("GET", Comments, $"{Here}/issues/1/comments", 200),
        new("GET", Comments, $"{Here}/issues/99/comments", 404),
        new("POST", Comments, $"{Here}/issues/1/comments", 201, """{"body":"Me too"}"""),
        new("POST", Comments, $"{Here}/issues/99/comments", 404, """{"body":"Me too"}"""),
        new("POST", Comments, $"{Here}/issues/1/comments", 400, "{'body'}"),
        new("POST", Comments, $"{Here}/issues/1/comments", 422, "{}"),
        new("POST", Comments, $"{Here}/issues/1/comments", 422, """{"body":""}"""),
        new("POST", Comments, $"{Here}/issues/1/comments", 422, """{"body":{}}"""),

        new("GET", Hooks, $"{Here}/hooks", 200),
        new("GET", Hooks, $"{Nowhere}/hooks", 404),
        new("POST", Hooks, $"{Here}/hooks", 201, """{"name":"web","active":false,"events":["*"],"config":{"url":"http://127.0.0.1:9/x","content_type":"json","secret":"s","insecure_ssl":0}}"""),
        new("POST", Hooks, $"{Here}/hooks", 201, """{"active":false,"config":{"url":"https://localhost:9/x"}}"""),
        new("POST", Hooks, $"{Nowhere}/hooks", 404, """{"config":{"url":"http://127.0.0.1:9/x"}}"""),
        new("POST", Hooks, $"{Here}/hooks", 400, "{"),
        new("POST", Hooks, $"{Here}/hooks", 422, "{}"),
        new("POST", Hooks, $"{Here}/hooks", 422, """{"name":"email","config":{"url":"http://127.0.0.1:9/x"}}"""),
        new("POST", Hooks, $"{Here}/hooks", 422, """{"config":{"url":"/relative"}}"""),
        new("POST", Hooks, $"{Here}/hooks", 422, """{"config":{"url":"http://127.0.0.1:9/x","content_type":"xml"}}"""),
        new("POST", Hooks, $"{Here}/hooks", 422, """{"config":{"url":"http://127.0.0.1:9/x"},"events":["issue"]}"""),
        new("POST", Hooks, $"{Here}/hooks", 422, """{"config":{"url":"http://127.0.0.1:9/x"},"events":[]}"""),
        new("POST", Hooks, $"{Here}/hooks", 422, """{"config":{"url":"http://127.0.0.1:9/x"},"active":"yes"}"""),
        new("POST", Hooks, $"{Here}/hooks", 422, """{"config":{"url":"http://127.0.0.1:9/x","secret":{}}}"""),
        new("GET", Hook, $"{Here}/hooks/{{hook_id}}", 200),
        new("GET", Hook, $"{Here}/hooks/5", 404),
        new("POST", Hook + "/pings", $"{Here}/hooks/{{hook_id}}/pings", 204),
        new("POST", Hook + "/pings", $"{Here}/hooks/5/pings", 404),
        new("DELETE", Hook, $"{Here}/hooks/{{hook_id}}", 204),
        new("DELETE", Hook, $"{Here}/hooks/5", 404),

        new("POST", "/login/device/code", "login/device/code", 200, """{"client_id":"Ov23liDevFlowSandbox","scope":"repo"}"""),
        new("POST", "/login/device/code", "login/device/code", 404, """{"client_id":"nobody"}"""),
        new("POST", "/login/device/code", "login/device/code", 400, "{"),
        new("POST", "/login/oauth/access_token", "login/oauth/access_token", 200, """{"client_id":"nobody"}"""),
        new("POST", "/login/oauth/access_token", "login/oauth/access_token", 400, "{"),
        new("POST", "/graphql", "graphql", 200, """{"query":"{ viewer { login } rateLimit { cost } }"}"""),
        new("POST", "/graphql", "graphql", 200, """{"query":"{ viewer { "}"""),
        new("POST", "/graphql", "graphql", 400, "{}"),
        new("POST", "/graphql", "graphql", 400, "{"),
    ];
}
