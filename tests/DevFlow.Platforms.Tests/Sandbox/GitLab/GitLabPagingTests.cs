using System.Text.Json;
using System.Text.RegularExpressions;

namespace DevFlow.Platforms.Tests.Sandbox.GitLab;

public sealed partial class GitLabPagingTests
{
    [Fact]
    public async Task A_page_tells_where_it_stands()
    {
        await using RunningGitLab sandbox = await StartAsync(25);

        using HttpResponseMessage response = await sandbox.SendAsync("GET", "issues?per_page=10&page=2&state=opened");

        Assert.Equal(10, (await RunningGitLab.ReadAsync(response)).GetArrayLength());
        Assert.Equal("2", RunningGitLab.Header(response, "X-Page"));
        Assert.Equal("10", RunningGitLab.Header(response, "X-Per-Page"));
        Assert.Equal("25", RunningGitLab.Header(response, "X-Total"));
        Assert.Equal("3", RunningGitLab.Header(response, "X-Total-Pages"));
        Assert.Equal("3", RunningGitLab.Header(response, "X-Next-Page"));
        Assert.Equal("1", RunningGitLab.Header(response, "X-Prev-Page"));
        string link = RunningGitLab.Header(response, "Link")!;
        Assert.Equal(["prev", "next", "first", "last"], Relation().Matches(link).Select(match => match.Groups[1].Value));
        Assert.Contains($"<{sandbox.Server.BaseUri}api/v4/projects/devflow%2Fhello-world/issues?per_page=10&state=opened&page=3>; rel=\"next\"", link, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("issues?per_page=7", 25)]
    [InlineData("issues?per_page=7&pagination=keyset&order_by=created_at", 25)]
    [InlineData("repository/branches?per_page=1&pagination=keyset", 3)]
    [InlineData("/api/v4/projects?per_page=1&pagination=keyset&order_by=id", 2)]
    [InlineData("/api/v4/projects?per_page=1&pagination=keyset&order_by=id&sort=asc", 2)]
    [InlineData("/api/v4/projects?per_page=1", 2)]
    public async Task Following_the_links_gives_everything_once(string first, int count)
    {
        await using RunningGitLab sandbox = await StartAsync(25);
        HashSet<string> seen = [];
        string? next = first;
        for (int pages = 0; next is not null && pages < 30; pages++)
        {
            using HttpResponseMessage response = await sandbox.SendAsync("GET", next);
            foreach (JsonElement item in (await RunningGitLab.ReadAsync(response)).EnumerateArray())
            {
                Assert.True(seen.Add(item.TryGetProperty("id", out JsonElement id) ? id.ToString() : item.GetProperty("name").GetString()!));
            }

            Match link = Next().Match(RunningGitLab.Header(response, "Link") ?? "");
            next = link.Success ? new Uri(link.Groups[1].Value).PathAndQuery : null;
        }

        Assert.Equal(count, seen.Count);
    }

    [Fact]
    public async Task Keyset_paging_where_there_is_none_is_refused()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        JsonElement body = await sandbox.CallAsync("GET", "/api/v4/projects?pagination=keyset&order_by=name", null, 405);

        Assert.Equal("Keyset pagination is not yet available for this type of request", body.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("page=0&per_page=0", "1", "1")]
    [InlineData("page=-3&per_page=1000", "1", "100")]
    [InlineData("page=x&per_page=y", "1", "20")]
    [InlineData("page=99999999&per_page=100", "99999999", "100")]
    public async Task Senseless_pages_are_corrected(string query, string page, string perPage)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        using HttpResponseMessage response = await sandbox.SendAsync("GET", $"issues?{query}");

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal((page, perPage), (RunningGitLab.Header(response, "X-Page"), RunningGitLab.Header(response, "X-Per-Page")));
    }

    private static async Task<RunningGitLab> StartAsync(int issues)
    {
        RunningGitLab sandbox = await RunningGitLab.StartAsync();
        for (int i = 2; i < issues; i++)
        {
            await sandbox.CallAsync("POST", "issues", $$"""{"title":"Issue {{i}}"}""", 201);
        }

        return sandbox;
    }

    [GeneratedRegex("rel=\"([a-z]+)\"")]
    private static partial Regex Relation();

    [GeneratedRegex("<([^>]+)>; rel=\"next\"")]
    private static partial Regex Next();
}
