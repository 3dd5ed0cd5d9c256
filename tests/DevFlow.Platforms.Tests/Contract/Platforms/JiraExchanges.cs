namespace DevFlow.Platforms.Tests.Contract;

/// <summary>Input no generator thinks of.</summary>
internal static class JiraExchanges
{
    private const string Issue = "/rest/api/3/issue/{issueIdOrKey}";
    private const string Document = """{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"x"}]}]}""";

    public static IReadOnlyList<Exchange> All { get; } =
    [
        new("POST", "/rest/api/3/issue", "/rest/api/3/issue", 201, $$$"""{"fields":{"project":{"id":"10000"},"issuetype":{"id":"10001"},"summary":"Späte Änderung","description":{{{Document}}},"labels":["a"],"priority":{"id":"1"},"assignee":{"accountId":"5b10ac8d82e05b22cc7d4ef5"},"duedate":"2026-04-01","customfield_10016":3.5}}"""),
        new("POST", "/rest/api/3/issue", "/rest/api/3/issue", 400, """{"fields":{"project":{"key":"EX"}}}"""),
        new("GET", Issue, "/rest/api/3/issue/EX-1?expand=changelog&fields=*all", 200),
        new("PUT", Issue, "/rest/api/3/issue/EX-1?returnIssue=true", 200, """{"update":{"labels":[{"add":"new"}]}}"""),
        new("PUT", Issue, "/rest/api/3/issue/EX-1", 400, """{"fields":{"labels":["a b"]}}"""),
        new("DELETE", Issue, "/rest/api/3/issue/EX-3", 204),
        new("GET", "/rest/api/3/search/jql", "/rest/api/3/search/jql?jql=project%3DEX&fields=*all&maxResults=1", 200),
        new("GET", "/rest/api/3/search/jql", "/rest/api/3/search/jql?jql=nonsense", 400),
        new("POST", "/rest/api/3/search/jql", "/rest/api/3/search/jql", 400, """{"jql":"order by key"}"""),
        new("GET", Issue + "/transitions", "/rest/api/3/issue/EX-1/transitions?expand=transitions.fields", 200),
        new("POST", Issue + "/transitions", "/rest/api/3/issue/EX-1/transitions", 400, """{"transition":{"id":"41"}}"""),
        new("POST", Issue + "/transitions", "/rest/api/3/issue/EX-1/transitions", 204, """{"transition":{"id":"41"},"fields":{"resolution":{"name":"Done"}}}"""),
        new("POST", Issue + "/remotelink", "/rest/api/3/issue/EX-1/remotelink", 201, """{"globalId":"g","object":{"url":"https://ci.example/1","title":"1"}}"""),
        new("POST", Issue + "/remotelink", "/rest/api/3/issue/EX-1/remotelink", 200, """{"globalId":"g","object":{"url":"https://ci.example/1","title":"2"}}"""),
        new("POST", "/rest/agile/1.0/sprint/{sprintId}", "/rest/agile/1.0/sprint/{sprintId}", 200, """{"state":"active","startDate":"2026-03-01T10:00:00Z","endDate":"2026-03-15T10:00:00Z"}"""),
        new("GET", "/rest/api/3/webhook", "/rest/api/3/webhook", 200),
        new("DELETE", "/devinfo/0.10/bulkByProperties", "/devinfo/0.10/bulkByProperties?account=1", 202),
        new("DELETE", "/devinfo/0.10/bulkByProperties", "/devinfo/0.10/bulkByProperties?_updateSequenceId=5", 400),
        new("GET", "/devinfo/0.10/existsByProperties", "/devinfo/0.10/existsByProperties?account=1", 200),
        new("GET", "/devinfo/0.10/existsByProperties", "/devinfo/0.10/existsByProperties", 400),
    ];
}
