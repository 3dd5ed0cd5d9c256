using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

/// <summary>The GraphQL endpoint: what it answers, what it costs, what it refuses.</summary>
public sealed class GitHubGraphQlTests
{
    [Fact]
    public async Task A_query_with_variables_aliases_and_fragments_is_answered_page_by_page()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        const string query = """
            query Open($name: String!, $size: Int!, $after: String, $skipIt: Boolean = true) {
              me: viewer { login ... on User { databaseId } }
              repository(owner: "octo-org", name: $name) {
                nameWithOwner
                issues(first: $size, after: $after, states: [OPEN], orderBy: {field: CREATED_AT, direction: DESC}) {
                  totalCount
                  edges { cursor node { ...Brief } }
                  pageInfo { hasNextPage endCursor }
                }
                isPrivate @skip(if: $skipIt)
              }
            }
            fragment Brief on Issue { __typename number title author { login } labels(first: 5) { nodes { name } } }
            """;

        JsonElement first = await AskAsync(sandbox, query, new() { ["name"] = "hello-world", ["size"] = 1 });
        JsonElement issues = first.GetProperty("data").GetProperty("repository").GetProperty("issues");
        string cursor = issues.GetProperty("pageInfo").GetProperty("endCursor").GetString()!;
        JsonElement second = await AskAsync(sandbox, query, new() { ["name"] = "hello-world", ["size"] = 1, ["after"] = cursor });

        Assert.Equal("""{"login":"octocat","databaseId":583231}""", first.GetProperty("data").GetProperty("me").GetRawText());
        Assert.Equal(2, issues.GetProperty("totalCount").GetInt32());
        Assert.True(issues.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean());
        JsonElement node = issues.GetProperty("edges")[0].GetProperty("node");
        Assert.Equal("""{"__typename":"Issue","number":2,"title":"A typo in the README","author":{"login":"octocat"},"labels":{"nodes":[{"name":"bug"}]}}""", node.GetRawText());
        Assert.False(first.GetProperty("data").GetProperty("repository").TryGetProperty("isPrivate", out _));
        JsonElement last = second.GetProperty("data").GetProperty("repository").GetProperty("issues");
        Assert.Equal(1, last.GetProperty("edges")[0].GetProperty("node").GetProperty("number").GetInt32());
        Assert.False(last.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean());
    }

    [Fact]
    public async Task The_cost_follows_the_sizes_of_the_connections()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        JsonElement small = await AskAsync(sandbox, "{ viewer { login } rateLimit { limit cost remaining used nodeCount resetAt } }");
        JsonElement large = await AskAsync(sandbox, Nested(100, 100));
        JsonElement dry = await AskAsync(sandbox, "{ rateLimit(dryRun: true) { cost remaining } }");

        Assert.Equal(
            """{"limit":5000,"cost":1,"remaining":4999,"used":1,"nodeCount":0,"resetAt":"2026-03-01T11:00:00Z"}""",
            small.GetProperty("data").GetProperty("rateLimit").GetRawText());

        // One request for the issues and one for the labels of each of up to a hundred: 101 / 100, rounded.
        Assert.Equal("""{"cost":1,"nodeCount":10100,"remaining":4998}""", large.GetProperty("data").GetProperty("rateLimit").GetRawText());
        Assert.Equal("""{"cost":1,"remaining":4998}""", dry.GetProperty("data").GetProperty("rateLimit").GetRawText());
    }

    [Fact]
    public async Task An_exhausted_limit_is_told_with_status_200()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(new SandboxOptions { Limits = new Dictionary<string, int> { ["graphql"] = 1 } });
        await AskAsync(sandbox, "{ viewer { login } }");

        using HttpResponseMessage response = await sandbox.SendAsync("POST", "/api/graphql", """{"query":"{ viewer { login } }"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("graphql", RunningGitHub.Header(response, "X-RateLimit-Resource"));
        Assert.Equal("0", RunningGitHub.Header(response, "X-RateLimit-Remaining"));
        JsonElement error = (await RunningGitHub.ReadAsync(response)).GetProperty("errors")[0];
        Assert.Equal("RATE_LIMITED", error.GetProperty("type").GetString());
        Assert.Equal("primary", sandbox.Server.Ledger[^1].Refusal);
    }

    [Fact]
    public async Task The_points_of_a_minute_are_told_with_a_refusal()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(new SandboxOptions { Limits = new Dictionary<string, int> { ["graphql_points"] = 1 } });
        await AskAsync(sandbox, "{ viewer { login } }");

        using HttpResponseMessage response = await sandbox.SendAsync("POST", "/api/graphql", """{"query":"{ viewer { login } }"}""");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("60", RunningGitHub.Header(response, "Retry-After"));
    }

    [Theory]
    [InlineData("{ viewer { login }", null, "Unexpected end of document")]
    [InlineData("{ viewer { nothing } }", null, "Field 'nothing' doesn't exist on type 'User'")]
    [InlineData("{ viewer }", null, "Field must have selections (field 'viewer' returns User but has no selections. Did you mean 'viewer { ... }'?)")]
    [InlineData("{ viewer { login { x } } }", null, "Selections can't be made on scalars (field 'login' returns String! but has selections)")]
    [InlineData("{ viewer(x: 1) { login } }", null, "Field 'viewer' doesn't accept argument 'x'")]
    [InlineData("{ viewer { ...No } }", null, "Fragment No was used, but not defined")]
    [InlineData("{ viewer { ...A } } fragment A on User { ...A }", null, "Fragment A contains an infinite loop")]
    [InlineData("query($x: Int!) { viewer { login } }", null, "Variable $x was provided invalid value")]
    [InlineData("mutation { addStar { x } }", null, "Field 'addStar' doesn't exist on type 'Mutation'")]
    [InlineData("{ repository(owner: \"octo-org\", name: \"hello-world\") { issues { totalCount } } }", "MISSING_PAGINATION_BOUNDARIES", "You must provide a `first` or `last` value to properly paginate the `issues` connection.")]
    [InlineData("{ repository(owner: \"octo-org\", name: \"hello-world\") { issues(first: 101) { totalCount } } }", "EXCESSIVE_PAGINATION", "Requesting 101 records on the `issues` connection exceeds the `first` limit of 100 records.")]
    [InlineData("{ repository(owner: \"octo-org\", name: \"nothing\") { name } }", "NOT_FOUND", "Could not resolve to a Repository with the name 'octo-org/nothing'.")]
    [InlineData("{ repository(owner: \"secret-org\", name: \"plans\") { name } }", "NOT_FOUND", "Could not resolve to a Repository with the name 'secret-org/plans'.")]
    public async Task What_is_wrong_with_a_query_is_told_with_status_200(string query, string? type, string message)
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        JsonElement error = (await AskAsync(sandbox, query)).GetProperty("errors")[0];

        Assert.Equal(message, error.GetProperty("message").GetString());
        Assert.Equal(type, error.TryGetProperty("type", out JsonElement found) ? found.GetString() : null);
    }

    [Fact]
    public async Task Half_a_million_nodes_are_the_end()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        string issues = string.Concat(Enumerable.Range(0, 50).Select(i => $"a{i}: issues(first: 100) {{ nodes {{ labels(first: 100) {{ nodes {{ name }} }} }} }} "));

        JsonElement error = (await AskAsync(sandbox, $"{{ repository(owner: \"octo-org\", name: \"hello-world\") {{ {issues} }} }}")).GetProperty("errors")[0];

        Assert.Equal("MAX_NODE_LIMIT_EXCEEDED", error.GetProperty("type").GetString());
        Assert.Equal("This query requests up to 505,000 possible nodes which exceeds the maximum limit of 500,000.", error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_query_as_deep_as_the_stack_is_refused()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        JsonElement braces = await AskAsync(sandbox, string.Concat(Enumerable.Repeat("{a", 5000)));
        JsonElement lists = await AskAsync(sandbox, "{ a(b: " + new string('[', 5000));

        Assert.Equal("Query has a depth that exceeds the limit", braces.GetProperty("errors")[0].GetProperty("message").GetString());
        Assert.Equal("Query has a depth that exceeds the limit", lists.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    private static string Nested(int issues, int labels) => $$"""
        {
          repository(owner: "octo-org", name: "hello-world") { issues(first: {{issues}}) { nodes { labels(first: {{labels}}) { nodes { name } } } } }
          rateLimit { cost nodeCount remaining }
        }
        """;

    private static Task<JsonElement> AskAsync(RunningGitHub sandbox, string query, JsonObject? variables = null) =>
        sandbox.CallAsync("POST", "/graphql", new JsonObject { ["query"] = query, ["variables"] = variables }.ToJsonString());
}
