using System.Net;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.Jira;

public sealed class JiraSandboxTests
{
    [Fact]
    public async Task With_a_seed_two_starts_have_the_same_tokens_and_without_one_they_differ()
    {
        await using RunningJira one = await RunningJira.StartAsync(new SandboxOptions { Seed = 7 });
        await using RunningJira same = await RunningJira.StartAsync(new SandboxOptions { Seed = 7 });
        await using RunningJira other = await RunningJira.StartAsync();

        Assert.All(one.Server.Credentials.Select(credential => credential.Name), name => Assert.Equal(one.Secret(name), same.Secret(name)));
        Assert.Equal(one.CloudId, same.CloudId);
        Assert.NotEqual(one.Secret("admin"), other.Secret("admin"));
        Assert.Equal("EX", one.Server.Project);
    }

    [Theory]
    [InlineData("""{"jira":{"users":[{"accountId":"a","name":"a"}],"projects":[{"key":"X","lead":"nobody"}]}}""", "nobody")]
    [InlineData("""{"jira":{"users":{}}}""", "users")]
    [InlineData("""{"jira":{}}""", "no users")]
    [InlineData("""{"jira":{"users":[{"accountId":"a","name":"a","admin":"yes"}]}}""", "admin")]
    public async Task A_scenario_that_cannot_be_is_refused(string scenario, string what)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.json");
        await File.WriteAllTextAsync(path, scenario, TestContext.Current.CancellationToken);
        try
        {
            DevFlowException refusal = await Assert.ThrowsAsync<DevFlowException>(() => RunningJira.StartAsync(new SandboxOptions { ScenarioPath = path }));

            Assert.Contains(what, refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("POST", "/rest/api/3/issue/EX-1/remotelink", """{"object":{"url":"https://x.example/","title":"\ud800"}}""")]
    [InlineData("POST", "/rest/api/2/issue/EX-1/comment", """{"body":"\udc00"}""")]
    [InlineData("POST", "/rest/api/3/issue/EX-1/comment", """{"body":{"type":"doc","version":1,"content":[{"type":"rule","attrs":{"a":"\ud800"}}]}}""")]
    [InlineData("PUT", "/rest/api/3/issue/EX-1", """{"fields":{"\ud800":1}}""")]
    public async Task Half_a_character_is_no_text(string method, string path, string body)
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        await jira.RefusedAsync(400, method, path, body);
        await jira.CallAsync("GET", "/rest/api/3/issue/EX-1");
    }

    [Fact]
    public async Task A_form_is_no_input()
    {
        await using RunningJira jira = await RunningJira.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(jira.Server.BaseUri, "/rest/api/3/issue")) { Content = new FormUrlEncodedContent([]) };
        request.Headers.Authorization = jira.Login("admin");

        using HttpResponseMessage response = await jira.SendAsync(request);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task Data_Center_names_people_by_user_name_and_shows_texts()
    {
        await using RunningJira jira = await RunningJira.StartAsync(SandboxDeployment.DataCenter);

        JsonElement me = await jira.CallAsync("GET", "/rest/api/2/myself");
        string key = await jira.CreateIssueAsync("S", ",\"assignee\":{\"name\":\"bradley\"},\"description\":\"plain\"");
        JsonElement fields = (await jira.CallAsync("GET", $"/rest/api/latest/issue/{key}")).GetProperty("fields");
        JsonElement server = await jira.CallAsync("GET", "/rest/api/2/serverInfo", login: null);

        Assert.Equal("mia", me.GetProperty("name").GetString());
        Assert.False(me.TryGetProperty("accountId", out _));
        Assert.Equal("bradley", fields.GetProperty("assignee").GetProperty("name").GetString());
        Assert.Equal("plain", fields.GetProperty("description").GetString());
        Assert.Equal("Server", server.GetProperty("deploymentType").GetString());
        await jira.RefusedAsync(400, "PUT", $"/rest/api/2/issue/{key}", """{"fields":{"assignee":{"name":"nobody"}}}""");
    }

    [Fact]
    public async Task Many_at_once_create_issues_with_numbers_of_their_own()
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        string[] keys = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => jira.CreateIssueAsync($"Issue {i}")));

        Assert.Equal(60, keys.Distinct().Count());
        JsonElement count = await jira.CallAsync("POST", "/rest/api/3/search/approximate-count", """{"jql":"project = EX"}""");
        Assert.Equal(63, count.GetProperty("count").GetInt32());
    }
}
