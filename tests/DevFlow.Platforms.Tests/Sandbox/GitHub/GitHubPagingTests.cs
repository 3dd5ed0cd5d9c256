using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

public sealed class GitHubPagingTests
{
    private const string Issues = RunningGitHub.Repo + "/issues";

    [Fact]
    public async Task A_link_leads_through_all_pages_and_names_its_relations_in_GitHubs_order()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        await CreateIssuesAsync(sandbox, 5);
        JsonElement repository = await sandbox.CallAsync("GET", RunningGitHub.Repo);
        string root = $"{sandbox.Server.BaseUri}api/v3/repositories/{repository.GetProperty("id").GetInt64()}/issues?per_page=3&page=";

        (string? first, int[] firstNumbers) = await ReadPageAsync(sandbox, Issues + "?per_page=3");
        (string? second, int[] secondNumbers) = await ReadPageAsync(sandbox, root + "2");
        (string? third, int[] thirdNumbers) = await ReadPageAsync(sandbox, root + "3");

        Assert.Equal($"<{root}2>; rel=\"next\", <{root}3>; rel=\"last\"", first);
        Assert.Equal($"<{root}1>; rel=\"prev\", <{root}3>; rel=\"next\", <{root}3>; rel=\"last\", <{root}1>; rel=\"first\"", second);
        Assert.Equal($"<{root}2>; rel=\"prev\", <{root}1>; rel=\"first\"", third);
        Assert.Equal([7, 6, 5, 4, 3, 2, 1], [.. firstNumbers, .. secondNumbers, .. thirdNumbers]);
    }

    [Fact]
    public async Task One_page_needs_no_link_and_the_other_parameters_are_kept()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        (string? alone, _) = await ReadPageAsync(sandbox, Issues);
        (string? kept, _) = await ReadPageAsync(sandbox, "/" + Issues + "?state=all&per_page=1&page=1");
        (string? escaped, _) = await ReadPageAsync(sandbox, Issues + "?per_page=1&since=2020-01-01T00%3A00%3A00%2B01%3A00");

        Assert.Null(alone);
        Assert.StartsWith($"<{sandbox.Server.BaseUri}repositories/", kept, StringComparison.Ordinal);
        Assert.Contains("/issues?state=all&per_page=1&page=2>; rel=\"next\"", kept, StringComparison.Ordinal);
        Assert.Contains("since=2020-01-01T00%3A00%3A00%2B01%3A00&page=2>", escaped, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_holds_30_unless_asked_and_never_more_than_100()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(new SandboxOptions { Limits = new Dictionary<string, int> { ["content_minute"] = 101 } });
        await CreateIssuesAsync(sandbox, 101);

        Assert.Equal(30, (await ReadPageAsync(sandbox, Issues)).Numbers.Length);
        Assert.Equal(100, (await ReadPageAsync(sandbox, Issues + "?per_page=500")).Numbers.Length);
        Assert.Empty((await ReadPageAsync(sandbox, Issues + "?page=99")).Numbers);
    }

    [Theory]
    [InlineData("?state=open", new[] { 3, 1 })]
    [InlineData("?state=closed", new[] { 2 })]
    [InlineData("?state=all", new[] { 3, 2, 1 })]
    [InlineData("?state=all&direction=asc", new[] { 1, 2, 3 })]
    [InlineData("?state=all&sort=updated", new[] { 2, 3, 1 })]
    [InlineData("?state=all&sort=comments", new[] { 3, 2, 1 })]
    [InlineData("?state=all&labels=BUG", new[] { 2 })]
    [InlineData("?state=all&since=2026-03-01T10:30:00Z", new[] { 2 })]
    public async Task A_list_is_filtered_and_sorted(string query, int[] expected)
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        await CreateIssuesAsync(sandbox, 1);
        await sandbox.CallAsync("POST", Issues + "/3/comments", """{"body":"x"}""");
        sandbox.Clock.Advance(TimeSpan.FromHours(1));
        await sandbox.CallAsync("PATCH", Issues + "/2", """{"state":"closed"}""");

        Assert.Equal(expected, (await ReadPageAsync(sandbox, Issues + query)).Numbers);
    }

    private static async Task CreateIssuesAsync(RunningGitHub sandbox, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await sandbox.CallAsync("POST", Issues, $$"""{"title":"Issue {{i}}"}""");
        }
    }

    private static async Task<(string? Link, int[] Numbers)> ReadPageAsync(RunningGitHub sandbox, string path)
    {
        using HttpResponseMessage response = await sandbox.GetAsync(path);
        JsonElement body = await RunningGitHub.ReadAsync(response);
        return (
            response.Headers.TryGetValues("Link", out IEnumerable<string>? links) ? string.Join(", ", links) : null,
            [.. body.EnumerateArray().Select(issue => issue.GetProperty("number").GetInt32())]);
    }
}
