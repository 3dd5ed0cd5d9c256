using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.Jira;

public sealed class JiraAgileTests
{
    private const string Dates = "\"startDate\":\"2026-03-01T10:00:00Z\",\"endDate\":\"2026-03-15T10:00:00Z\"";

    [Fact]
    public async Task A_sprint_is_planned_filled_started_and_closed()
    {
        await using RunningJira jira = await RunningJira.StartAsync();
        long board = await FindBoardAsync(jira);
        JsonElement sprint = await jira.CallAsync("POST", "/rest/agile/1.0/sprint", $$"""{"name":"Next","originBoardId":{{board}},"goal":"More"}""");
        string path = $"/rest/agile/1.0/sprint/{sprint.GetProperty("id").GetInt64()}";
        await jira.CallAsync("POST", path + "/issue", """{"issues":["EX-2","EX-3"]}""");
        Assert.Equal(["EX-3", "EX-2"], RunningJira.Keys(await jira.CallAsync("GET", path + "/issue")));

        Assert.Contains("needs a start date", await jira.RefusedAsync(400, "POST", path, """{"state":"active"}"""), StringComparison.Ordinal);
        Assert.Contains("can only be updated from", await jira.RefusedAsync(400, "POST", path, """{"state":"closed"}"""), StringComparison.Ordinal);
        JsonElement active = await jira.CallAsync("POST", path, $$"""{"state":"active",{{Dates}}}""");
        Assert.Equal(("active", "More"), (active.GetProperty("state").GetString(), active.GetProperty("goal").GetString()));

        JsonElement closed = await jira.CallAsync("PUT", path, $$"""{"name":"Next","state":"closed",{{Dates}}}""");
        Assert.Equal(("closed", "2026-03-01T10:00:00.500+0000"), (closed.GetProperty("state").GetString(), closed.GetProperty("completeDate").GetString()));
        Assert.False(closed.TryGetProperty("goal", out _));
        JsonElement issue = await jira.CallAsync("GET", "/rest/api/3/issue/EX-2?fields=customfield_10020");
        JsonElement was = Assert.Single(issue.GetProperty("fields").GetProperty("customfield_10020").EnumerateArray());
        Assert.Equal("closed", was.GetProperty("state").GetString());
        await jira.RefusedAsync(400, "POST", path + "/issue", """{"issues":["EX-1"]}""");
        await jira.RefusedAsync(400, "DELETE", path);
    }

    [Fact]
    public async Task A_board_shows_its_issues_its_backlog_and_its_sprints()
    {
        await using RunningJira jira = await RunningJira.StartAsync();
        long board = await FindBoardAsync(jira);
        string path = $"/rest/agile/1.0/board/{board}";
        await jira.CreateIssueAsync();

        Assert.Equal(["EX-4", "EX-3", "EX-2", "EX-1"], RunningJira.Keys(await jira.CallAsync("GET", path + "/issue")));
        Assert.Equal(["EX-4"], RunningJira.Keys(await jira.CallAsync("GET", path + "/backlog")));
        Assert.Equal(["EX-1"], RunningJira.Keys(await jira.CallAsync("GET", path + "/issue?jql=type%3DBug")));
        JsonElement sprints = await jira.CallAsync("GET", path + "/sprint?state=active,future");
        Assert.Equal(["EX Sprint 1", "EX Sprint 2"], sprints.GetProperty("values").EnumerateArray().Select(sprint => sprint.GetProperty("name").GetString()));
        await jira.CallAsync("POST", "/rest/agile/1.0/backlog/issue", """{"issues":["EX-1"]}""");
        Assert.Equal(["EX-4", "EX-1"], RunningJira.Keys(await jira.CallAsync("GET", path + "/backlog")));

        JsonElement kanban = await jira.CallAsync("GET", "/rest/agile/1.0/board?type=kanban");
        long other = Assert.Single(kanban.GetProperty("values").EnumerateArray()).GetProperty("id").GetInt64();
        Assert.Contains("does not support sprints", await jira.RefusedAsync(400, "GET", $"/rest/agile/1.0/board/{other}/sprint"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_than_50_issues_are_moved_at_once()
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        string refusal = await jira.RefusedAsync(
            400, "POST", "/rest/agile/1.0/backlog/issue", JsonSerializer.Serialize(new { issues = Enumerable.Repeat("EX-1", 51) }));

        Assert.Contains("operation is 50", refusal, StringComparison.Ordinal);
    }

    private static async Task<long> FindBoardAsync(RunningJira jira) =>
        (await jira.CallAsync("GET", "/rest/agile/1.0/board?type=scrum")).GetProperty("values")[0].GetProperty("id").GetInt64();
}
