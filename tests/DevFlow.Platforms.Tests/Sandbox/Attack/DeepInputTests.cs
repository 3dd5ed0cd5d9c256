using System.Net;
using System.Text.Json;
using DevFlow.Platforms.Tests.Sandbox.GitHub;
using DevFlow.Platforms.Tests.Sandbox.Jira;
using DevFlow.Platforms.Tests.Sandbox.Slack;

namespace DevFlow.Platforms.Tests.Sandbox.Attack;

/// <summary>Small requests that ask for much. A stack that overflows would end the user's session, and this test run with it.</summary>
public sealed class DeepInputTests
{
    private const int Many = 200_000;

    public static TheoryData<string> Queries =>
    [
        Repeat("{a", Many),
        $"query($a:{Repeat("[", Many)}",
        $"{{ a(b:{Repeat("[", Many)}",
        $"{{ a(b:{Repeat("{c:", Many)}",
        $"{{ {Repeat("... on Query { ", Many / 4)}",
        $"{{ ...F0 }} {string.Concat(Enumerable.Range(0, 20_000).Select(i => $"fragment F{i} on Query {{ ...F{i + 1} }} "))}",
        $"{{ ...F0 }} {string.Concat(Enumerable.Range(0, 60).Select(i => $"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }} "))} fragment F60 on Query {{ viewer {{ login }} }}",
        $"{{ viewer {{ {string.Concat(Enumerable.Range(0, 60_000).Select(i => $"a{i}:login "))} }} }}",
        Repeat("[{(\"", Many / 8),
        new string('#', Many),
    ];

    public static TheoryData<string> Jql =>
    [
        Repeat("(", 19_000),
        Repeat("NOT ", 4900) + "key = 1",
        string.Join(" or ", Enumerable.Repeat("id=1", 2400)),
        string.Join(" and ", Enumerable.Repeat("id!=1", 1900)),
        "order by " + string.Join(',', Enumerable.Repeat("key", 4900)),
        $"key in ({string.Join(',', Enumerable.Repeat("1", 9000))})",
        $"summary ~ \"{Repeat("a* ", 6000)}\"",
        "created > \"-100000w 100000w 100000w\" order by created",
        "created > endOfYear(\"100000w\")",
        "created > -99999999w",
    ];

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_graphql_query_is_answered_however_deep_it_is(string query)
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        JsonElement answer = await sandbox.CallAsync("POST", "/api/graphql", JsonSerializer.Serialize(new { query })).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.True(answer.GetProperty("errors").GetArrayLength() > 0);
    }

    [Theory]
    [InlineData("""{"query":"query($a:Int){viewer{login}}","variables":{"a":1,"a":{"b":1,"b":2}}}""")]
    [InlineData("""{"query":"{repository(owner:\"octo-org\",name:\"hello-world\"){issues(first:1,after:\"Y3Vyc29yOnYyOjIxNDc0ODM2NDc=\"){totalCount nodes{number}}}}"}""")]
    public async Task A_graphql_query_with_odd_values_is_answered(string body)
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        Assert.Equal(JsonValueKind.Object, (await sandbox.CallAsync("POST", "/api/graphql", body)).ValueKind);
    }

    [Fact]
    public async Task One_long_text_under_many_names_does_not_fill_the_memory()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        await sandbox.CallAsync("PATCH", RunningGitHub.Repo + "/issues/1", JsonSerializer.Serialize(new { body = new string('x', 60_000) }));
        string query = $"{{ repository(owner:\"octo-org\",name:\"hello-world\") {{ issue(number:1) {{ {string.Concat(Enumerable.Range(0, 4000).Select(i => $"a{i}:body "))} }} }} }}";

        JsonElement answer = await sandbox.CallAsync("POST", "/api/graphql", JsonSerializer.Serialize(new { query }));

        Assert.Equal("RESOURCE_LIMITS_EXCEEDED", answer.GetProperty("errors")[0].GetProperty("type").GetString());
    }

    [Theory]
    [MemberData(nameof(Jql))]
    public async Task A_jql_query_is_answered_however_deep_it_is(string jql)
    {
        await using RunningJira sandbox = await RunningJira.StartAsync();

        using HttpResponseMessage response = await sandbox.SendAsync("POST", "/rest/api/3/search/jql", JsonSerializer.Serialize(new { jql }));

        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{response.StatusCode}");
    }

    [Theory]
    [InlineData("""{"channel":"C0GENERAL01","text":"x","blocks":[{"type":"section","\ud800":1}]}""")]
    [InlineData("""{"channel":"C0GENERAL01","text":"x","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"\ud800"}}]}""")]
    [InlineData("""{"\udc00":"x"}""")]
    public async Task Half_a_character_is_no_json_and_is_never_stored(string body)
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();

        using HttpResponseMessage refused = await sandbox.PostJsonAsync("api/chat.postMessage", body, sandbox.Secret("bot"));

        Assert.Equal("invalid_json", (await RunningSlack.ReadAsync(refused)).GetProperty("error").GetString());
        await sandbox.OkAsync("conversations.history", new { channel = RunningSlack.General });
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
