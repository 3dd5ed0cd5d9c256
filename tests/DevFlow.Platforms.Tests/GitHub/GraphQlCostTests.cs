using System.Text;
using System.Text.Json;
using DevFlow.GitHub;
using DevFlow.Platforms.Tests.Sandbox.GitHub;

namespace DevFlow.Platforms.Tests.GitHub;

/// <summary>What a query is taken to cost before it is sent, beside what the server counts.</summary>
public sealed class GraphQlCostTests
{
    private const string Repository = "repository(owner: \"octocat\", name: \"hello-world\")";

    [Theory]
    [InlineData("""{ "query": "{ viewer { login } }" }""", 1)]
    [InlineData("""{ "query": "{ a(first: 100) { b(first: 100) { c } d(last: 50) { e } } }" }""", 2)]
    [InlineData("""{ "query": "{ a(first: 100) { nodes { b(first: 100) { nodes { c(first: 10) { d } } } } } }" }""", 101)]
    [InlineData("""{ "query": "query($n: Int = 100) { a(first: $n) { b(first: 2) { c(last: 1) { d } } } }" }""", 3)]
    [InlineData("""{ "query": "query($n: Int = 100) { a(first: $n) { b(first: 2) { c(last: 1) { d } } } }", "variables": { "n": 50 } }""", 2)]
    [InlineData("""{ "query": "fragment F on T { b(first: 3) { c(last: 1) { d } } } query Q { a(first: 100) { ...F ... on T @include(if: true) { e(first: 1) { f } } } }", "operationName": "Q" }""", 5)]
    [InlineData("""{ "query": "query A { x(first: 100) { y(first: 1) { z(first: 1) { w } } } } query B { v }", "operationName": "B" }""", 1)]
    [InlineData("""{ "query": "{ a(filter: {first: 9, by: [{last: 8}]}, text: \") } first: 7 \\\" \", first: 100) { # first: 3 }\n b(first: 1) { c(first: 1) { d } } } }" }""", 2)]
    [InlineData("""{ "query": "{ a(first: 100) { b(first: 100) { c(first: 100) { d } } } }" }""", 1)]
    [InlineData("""{ "query": "{ ...F } fragment F on T { ...F ...F }" }""", 1)]
    [InlineData("""{ "query": "{ a(first: " }""", 1)]
    [InlineData("""{ "query": 5 }""", 1)]
    [InlineData("""[1]""", 1)]
    [InlineData("", 1)]
    public void It_follows_from_the_sizes_of_the_connections(string body, int points) => Assert.Equal(points, GraphQlCost.PointsOf(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("{ viewer { login } rateLimit { cost } }")]
    [InlineData("query($n: Int = 100) { " + Repository + " { issues(first: $n) { nodes { labels(first: 9) { nodes { name } } a: labels(last: 3) { nodes { name } } } } } rateLimit { cost } }")]
    [InlineData("fragment I on Issue { x: labels(first: 2) { nodes { name } } y: labels(first: 2) { nodes { name } } z: labels(first: 2) { nodes { name } } } { " + Repository + " { issues(first: 90) { nodes { ...I ... on Issue { labels(first: 1) { nodes { name } } } } } } rateLimit { cost } }")]
    public async Task The_server_counts_as_much(string query)
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        string body = JsonSerializer.Serialize(new { query });

        using HttpResponseMessage response = await sandbox.SendAsync("POST", "/api/graphql", body);

        JsonElement answer = await RunningGitHub.ReadAsync(response);
        Assert.Equal(answer.GetProperty("data").GetProperty("rateLimit").GetProperty("cost").GetDouble(), GraphQlCost.PointsOf(Encoding.UTF8.GetBytes(body)));
    }
}
