using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.Jira;

public sealed class JiraDevInfoTests
{
    private const string Bulk = "/rest/devinfo/0.10/bulk";
    private const string Repository = "/rest/devinfo/0.10/repository/r1";

    [Fact]
    public async Task What_an_app_tells_is_kept_and_unknown_issues_are_named()
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        JsonElement stored = await jira.CallAsync("POST", Bulk, Information(1, "EX-1", "EX-999"), "app");
        JsonElement shown = await jira.CallAsync("GET", Repository, login: "app");

        Assert.Equal("b1", stored.GetProperty("acceptedDevinfoEntities").GetProperty("r1").GetProperty("branches")[0].GetString());
        Assert.Equal(["EX-999"], stored.GetProperty("unknownIssueKeys").EnumerateArray().Select(key => key.GetString()));
        Assert.Equal("branch 1", shown.GetProperty("branches")[0].GetProperty("name").GetString());
        Assert.Equal(0, shown.GetProperty("commits").GetArrayLength());
    }

    [Fact]
    public async Task Older_information_changes_nothing_and_deletes_nothing_newer()
    {
        await using RunningJira jira = await RunningJira.StartAsync();
        await jira.CallAsync("POST", Bulk, Information(5, "EX-1"), "app");

        await jira.CallAsync("POST", Bulk, Information(4, "EX-1"), "app");
        await jira.CallAsync("DELETE", Repository + "/branch/b1?_updateSequenceId=4", login: "app");
        Assert.Equal("branch 5", (await ShowAsync(jira)).GetProperty("branches")[0].GetProperty("name").GetString());

        await jira.CallAsync("DELETE", Repository + "/branch/b1?_updateSequenceId=5", login: "app");
        Assert.Equal(0, (await ShowAsync(jira)).GetProperty("branches").GetArrayLength());
        Assert.True((await jira.CallAsync("GET", "/rest/devinfo/0.10/existsByProperties?account=a1", login: "app")).GetProperty("hasDataMatchingProperties").GetBoolean());
        await jira.CallAsync("DELETE", "/rest/devinfo/0.10/bulkByProperties?account=a1", login: "app");
        await jira.RefusedAsync(404, "GET", Repository, login: "app");
    }

    [Theory]
    [InlineData("admin", 403)]
    [InlineData(null, 401)]
    public async Task It_is_for_apps(string? login, int status)
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        await jira.RefusedAsync(status, "POST", Bulk, Information(1, "EX-1"), login);
    }

    [Theory]
    [InlineData("""{}""", "repositories")]
    [InlineData("""{"repositories":[{"id":"r1"}]}""", "name")]
    [InlineData("""{"repositories":[{"id":"r1","name":"n","url":"u","updateSequenceId":1,"branches":[{"id":"b","url":"u","updateSequenceId":1,"issueKeys":[]}]}]}""", "issueKeys")]
    public async Task What_is_wrong_is_told_in_its_own_form(string body, string what)
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        JsonElement refusal = JsonElement.Parse(await jira.RefusedAsync(400, "POST", Bulk, body, "app"));

        Assert.Contains(what, refusal.GetProperty("errorMessages")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static Task<JsonElement> ShowAsync(RunningJira jira) => jira.CallAsync("GET", Repository, login: "app");

    private static string Information(int sequence, params string[] keys) => JsonSerializer.Serialize(new
    {
        properties = new { account = "a1" },
        repositories = new[]
        {
            new
            {
                id = "r1", name = "octo", url = "https://git.example/octo", updateSequenceId = sequence,
                branches = new[] { new { id = "b1", name = $"branch {sequence}", url = "https://git.example/b1", updateSequenceId = sequence, issueKeys = keys } },
            },
        },
    });
}
