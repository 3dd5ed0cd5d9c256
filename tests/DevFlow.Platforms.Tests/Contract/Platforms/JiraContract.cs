using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>
/// Jira Cloud's sandbox in the contract tests: version 3, at the gateway, with an administrator's OAuth token, the one login that
/// may do everything. What no description here has is held by the tests of Sandbox/Jira: version 2, which is the same operations
/// with plain texts, administrators' webhooks, OAuth, and Data Center.
/// </summary>
public sealed partial class JiraContract : ContractPlatform
{
    private const string NewIssue = """{"fields":{"project":{"key":"EX"},"issuetype":{"name":"Task"},"summary":"Made for a test"}}""";

    private static readonly string[] Undescribed = ["/rest/api/2/", "/rest/webhooks/", "/authorize", "/oauth/", "/me", "/_edge/"];

    // What Jira needs although the description calls it optional.
    private static readonly Dictionary<string, string[]> Needed = new()
    {
        ["GET /rest/api/3/search/jql"] = ["jql="],
        ["GET /rest/api/3/user"] = ["accountId="],
        ["GET /rest/api/3/user/search"] = ["query=", "accountId="],
        ["GET /rest/api/3/user/assignable/search"] = ["query=", "accountId="],
        ["GET /rest/api/3/mypermissions"] = ["permissions="],

        // Any property will do, by the name the app gave it.
        ["DELETE /devinfo/0.10/bulkByProperties"] = ["account="],
        ["GET /devinfo/0.10/existsByProperties"] = ["account="],
    };

    public override string Id => "jira";

    public override string DisplayName => "Jira";

    public override IReadOnlyList<string> DescriptionFiles => ["jira-platform.json", "jira-software.json"];

    // Jira writes no colon in the offset.
    public override ValidationRules Rules => new() { Moment = Moment() };

    public override IReadOnlyList<Exchange> Exchanges => JiraExchanges.All;

    public override async Task<IReadOnlyList<(string Method, string Template)>> ReadRoutesAsync(CancellationToken cancellationToken) =>
        [.. (await base.ReadRoutesAsync(cancellationToken)).Where(route => !Undescribed.Any(prefix => route.Template.StartsWith(prefix, StringComparison.Ordinal)))];

    public override bool IsSensible(ApiOperation operation, ContractInput input) =>
        input.Kind != InputKind.Good || !Needed.TryGetValue(operation.Name, out string[]? parts) || parts.Any(part => input.Path.Contains(part, StringComparison.Ordinal));

    // The server's own state is open to all; development information is deleted later, so nothing is unknown; a boolean is read leniently.
    public override bool IsExpected(ContractInput input, ContractAnswer answer) => input switch
    {
        { Kind: InputKind.NoToken, Path: "/rest/api/3/serverInfo" } => answer.IsSuccess,
        { Kind: InputKind.UnknownId, Method: "DELETE" } when input.Path.StartsWith("/devinfo/", StringComparison.Ordinal) => answer.Status is 202 or 400,
        { Kind: InputKind.UnknownId } when input.Path.Contains("/createmeta/", StringComparison.Ordinal) => answer.Status == 400,
        { Kind: InputKind.UnknownId, Subject: "{linkId}" } => answer.Status is 400 or 404,
        { Kind: InputKind.WrongChoice } when input.Subject.StartsWith('?') => answer.IsSuccess || answer.Status == 400,
        _ => base.IsExpected(input, answer),
    };

    protected override ContractSandbox Open(SandboxServer server, Action pause)
    {
        SandboxCredential oauth = server.Credentials.Single(credential => credential.Name == "oauth");
        return new(
            server,
            new Uri(server.BaseUri, $"ex/jira/{oauth.UserName}"),
            new AuthenticationHeaderValue("Bearer", new NetworkCredential("", oauth.Secret).Password),
            pause: pause);
    }

    protected override async Task SetUpAsync(ContractSandbox sandbox, SandboxServer server, CancellationToken cancellationToken)
    {
        KnownValues known = sandbox.Known;
        JsonElement board = (await sandbox.CallAsync("GET", "/rest/agile/1.0/board", cancellationToken: cancellationToken)).GetProperty("values")[0];
        AddCatalog(known, server);
        AddIssues(sandbox);
        AddAgile(sandbox, board.GetProperty("id").GetInt64());
        AddDevInfo(sandbox);
        AddWebhooks(sandbox);
    }

    private static void AddCatalog(KnownValues known, SandboxServer server)
    {
        known.Add("startAt", 0);
        known.Add("maxResults", 2);
        known.Add("projectIdOrKey", "EX");
        known.Add("issueTypeId", "10001");
        known.Add("issueLinkTypeId", "10000");
        known.Add("idOrName", "Done");
        known.Add("id", "10001", "GET /rest/api/3/issuetype/{id}");
        known.Add("id", "3", "GET /rest/api/3/priority/{id}");
        known.Add("id", "10000", "GET /rest/api/3/resolution/{id}");
        known.Add("id", value: null, "*search");
        known.Add("accountId", "5b10a2844c20165700ede21g");
        known.Add("query", "Mia", "GET /rest/api/3/user*");
        known.Add("permissions", "BROWSE_PROJECTS,ADMINISTER", isNeeded: true);
        known.Add("projectId", 10000, "GET /rest/api/3/issuetype/project");
        known.Add("orderBy", "name", "GET /rest/api/3/project/search");
        known.Add("orderBy", "-created", "*comment");
        known.Add("jql", "project = EX ORDER BY created", isNeeded: true);
        known.Add("$.jql", "project = EX ORDER BY created", isNeeded: true);
        known.Add("fields", "summary,status,assignee");
        known.Add("$.fields", new JsonArray("summary", "status"), "POST /rest/api/3/search/jql");
        known.Add("nextPageToken", value: null);
        known.Add("$.nextPageToken", value: null);
    }

    private static void AddIssues(ContractSandbox sandbox)
    {
        KnownValues known = sandbox.Known;
        Func<CancellationToken, Task<JsonNode?>> issue = async cancellation =>
            (await sandbox.CallAsync("POST", "/rest/api/3/issue", NewIssue, cancellation)).GetProperty("key").GetString();
        known.Add("issueIdOrKey", issue);
        known.Add("issueIdOrKey", "EX-1", "GET *");
        known.Add("$.fields", JsonNode.Parse(NewIssue)!["fields"]!.DeepClone(), "POST /rest/api/3/issue", isNeeded: true);
        known.Add("$.fields", new JsonObject { ["summary"] = "Changed" }, "PUT /rest/api/3/issue/{issueIdOrKey}", isNeeded: true);
        known.Add("$.fields", value: null, "*transitions");
        known.Add("$.update", value: null);
        known.Add("$.transition", value: null, "* /rest/api/3/issue*");
        known.Add("$.transition", new JsonObject { ["id"] = "21" }, "*transitions", isNeeded: true);
        known.Add("$.accountId", "5b10ac8d82e05b22cc7d4ef5", isNeeded: true);
        known.Add("transitionId", "11");
        JsonNode document = JsonNode.Parse("""{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"Hello"}]}]}""")!;
        known.Add("$.body", document, isNeeded: true);
        AddOfOneIssue(sandbox, document);
        known.Add("globalId", value: null, "GET *remotelink");
        known.Add("$.object", JsonNode.Parse("""{"url":"https://ci.example/1","title":"Build 1"}""")!, isNeeded: true);
        known.Add("$.type", new JsonObject { ["name"] = "Blocks" }, "POST /rest/api/3/issueLink");
        known.Add("$.inwardIssue", new JsonObject { ["key"] = "EX-1" });
        known.Add("$.outwardIssue", new JsonObject { ["key"] = "EX-3" });
        known.Add("$.comment", value: null, "POST /rest/api/3/issueLink");
        known.Add("linkId", async cancellation =>
        {
            await sandbox.CallAsync("POST", "/rest/api/3/issueLink", """{"type":{"name":"Blocks"},"inwardIssue":{"key":"EX-1"},"outwardIssue":{"key":"EX-3"}}""", cancellation);
            JsonElement linked = await sandbox.CallAsync("GET", "/rest/api/3/issue/EX-1?fields=issuelinks", cancellationToken: cancellation);
            return linked.GetProperty("fields").GetProperty("issuelinks").EnumerateArray().Last().GetProperty("id").GetString();
        }, "*issueLink/{linkId}");
    }

    // What belongs to an issue is asked for at the same one it was made for.
    private static void AddOfOneIssue(ContractSandbox sandbox, JsonNode document)
    {
        const string links = "/rest/api/3/issue/EX-1/remotelink";
        const string target = """{"globalId":"build=1","object":{"url":"https://ci.example/1","title":"Build 1"}}""";
        KnownValues known = sandbox.Known;
        known.Add("issueIdOrKey", "EX-1", "*comment/{id}");
        known.Add("issueIdOrKey", "EX-1", "*remotelink*");
        known.Add("id", async cancellation => (await sandbox.CallAsync(
            "POST", "/rest/api/3/issue/EX-1/comment", new JsonObject { ["body"] = document.DeepClone() }.ToJsonString(), cancellation)).GetProperty("id").GetString(), "*comment/{id}");
        known.Add("linkId", async cancellation => (await sandbox.CallAsync("POST", links, target, cancellation)).GetProperty("id").GetInt64(), "*remotelink*");
        known.Add("globalId", async cancellation =>
        {
            await sandbox.CallAsync("POST", links, target, cancellation);
            return "build=1";
        }, "DELETE *remotelink");
    }

    private static void AddAgile(ContractSandbox sandbox, long board)
    {
        KnownValues known = sandbox.Known;
        known.Add("boardId", board);
        known.Add("type", "scrum");
        known.Add("projectKeyOrId", "EX");
        known.Add("state", "active");
        known.Add("$.name", "Sprint", "* /rest/agile/*");
        known.Add("$.name", "Sprint", "POST /rest/agile/1.0/sprint", isNeeded: true);
        known.Add("$.name", "Sprint", "PUT /rest/agile/1.0/sprint/{sprintId}", isNeeded: true);
        known.Add("$.state", "future", "PUT /rest/agile/1.0/sprint/{sprintId}", isNeeded: true);
        known.Add("$.originBoardId", board, "POST /rest/agile/1.0/sprint", isNeeded: true);
        known.Add("$.startDate", "2026-03-02T10:00:00.000Z");
        known.Add("$.endDate", "2026-03-16T10:00:00.000Z");
        known.Add("$.issues", new JsonArray("EX-1"), isNeeded: true);
        known.Add("sprintId", async cancellation => (await sandbox.CallAsync(
            "POST", "/rest/agile/1.0/sprint", $$"""{"name":"Sprint","originBoardId":{{board}}}""", cancellation)).GetProperty("id").GetInt64());
    }

    private static void AddDevInfo(ContractSandbox sandbox)
    {
        const string repository = """{"id":"r1","name":"octo","url":"https://git.example/octo","updateSequenceId":1,"commits":[{"id":"c1","issueKeys":["EX-1"],"updateSequenceId":1,"hash":"c1","message":"EX-1","author":{"name":"Mia","email":"mia@example.com"},"fileCount":1,"url":"https://git.example/octo/c1","authorTimestamp":"2026-03-01T09:00:00Z","displayId":"c1"}]}""";
        KnownValues known = sandbox.Known;
        known.Add("$.repositories", new JsonArray(JsonNode.Parse(repository)), isNeeded: true);
        known.Add("repositoryId", async cancellation =>
        {
            await sandbox.CallAsync("POST", "/devinfo/0.10/bulk", $$"""{"repositories":[{{repository}}]}""", cancellation);
            return "r1";
        });
        known.Add("entityType", "commit");
        known.Add("entityId", "c1");
        known.Add("_updateSequenceId", 5);
    }

    private static void AddWebhooks(ContractSandbox sandbox)
    {
        KnownValues known = sandbox.Known;
        known.Add("$.url", "http://127.0.0.1:9/hook", "POST /rest/api/3/webhook", isNeeded: true);
        known.Add("$.webhooks", JsonNode.Parse("""[{"events":["jira:issue_created"],"jqlFilter":"project = EX"}]"""), isNeeded: true);
        known.Add("$.webhookIds", new JsonArray(10000), isNeeded: true);
        known.Add("after", 0);
    }

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}\+0000$")]
    private static partial Regex Moment();
}
