using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.Jira;

public sealed class JiraSearchTests
{
    [Theory]
    [InlineData("project = EX ORDER BY key", "EX-1 EX-2 EX-3")]
    [InlineData("project in (EX, 'Operations') order by key desc", "OPS-1 EX-3 EX-2 EX-1")]
    [InlineData("project != EX ORDER BY key", "OPS-1 SEC-1")]
    [InlineData("key = EX-2", "EX-2")]
    [InlineData("key >= EX-2 ORDER BY key", "EX-2 EX-3")]
    [InlineData("issuekey in (EX-1, OPS-1) ORDER BY key", "EX-1 OPS-1")]
    [InlineData("status = 'In Progress'", "EX-1")]
    [InlineData("statusCategory = Done", "EX-3")]
    [InlineData("status not in (Done, \"To Do\")", "EX-1")]
    [InlineData("assignee = currentUser()", "")]
    [InlineData("assignee = 'emma@example.com'", "EX-1")]
    [InlineData("assignee is EMPTY and project = EX order by key", "EX-2 EX-3")]
    [InlineData("assignee is not EMPTY order by key", "EX-1 OPS-1")]
    [InlineData("assignee != 5b10ac8d82e05b22cc7d4ef5", "OPS-1")]
    [InlineData("reporter = currentUser() AND resolution IS EMPTY ORDER BY key", "EX-1 SEC-1")]
    [InlineData("labels = login ORDER BY key", "EX-1 EX-2")]
    [InlineData("labels = login AND labels != regression", "EX-2")]
    [InlineData("labels is empty order by key", "EX-3 OPS-1 SEC-1")]
    [InlineData("text ~ \"LOGIN fails\"", "EX-1")]
    [InlineData("text ~ 'reproduce'", "EX-1")]
    [InlineData("text ~ \"token expi*\"", "EX-2")]
    [InlineData("summary ~ '\\\"fails after\\\"'", "EX-1")]
    [InlineData("summary ~ '\\\"after fails\\\"'", "")]
    [InlineData("summary !~ login AND project = EX order by key", "EX-2 EX-3")]
    [InlineData("NOT project = EX AND NOT project = SEC", "OPS-1")]
    [InlineData("project = EX AND status = Done OR key = OPS-1 order by key", "EX-3 OPS-1")]
    [InlineData("project = EX AND (status = Done OR key = OPS-1)", "EX-3")]
    [InlineData("created >= -1h order by key", "EX-1 EX-2 EX-3 OPS-1 SEC-1")]
    [InlineData("created < '2026-03-01' ", "")]
    [InlineData("updated >= startOfDay() AND updated <= now() AND priority = High", "EX-1")]
    [InlineData("created > 2026/02/28 and key = EX-1", "EX-1")]
    [InlineData("sprint in openSprints() order by key", "EX-1 EX-2")]
    [InlineData("sprint = 'EX Sprint 2'", "")]
    [InlineData("type = Bug order by key", "EX-1 SEC-1")]
    [InlineData("project = EX order by priority desc, key asc", "EX-1 EX-2 EX-3")]
    [InlineData("project = EX order by status desc", "EX-3 EX-1 EX-2")]
    public async Task A_query_finds(string jql, string keys)
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        JsonElement found = await SearchAsync(jira, jql);

        Assert.Equal(keys, string.Join(' ', RunningJira.Keys(found)));
    }

    [Theory]
    [InlineData("flavour = 1", "Field 'flavour' does not exist or you do not have permission to view it.")]
    [InlineData("project = NONE", "The value 'NONE' does not exist for the field 'project'.")]
    [InlineData("status = Lost", "The value 'Lost' does not exist for the field 'status'.")]
    [InlineData("project ~ EX", "The operator '~' is not supported by the 'project' field.")]
    [InlineData("summary = x", "The operator '=' is not supported by the 'summary' field.")]
    [InlineData("assignee = whoever()", "Unable to find JQL function 'whoever()'.")]
    [InlineData("project EX", "Error in the JQL Query: Expecting operator but got 'EX'. The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'. (line 1, character 9)")]
    [InlineData("project = EX EX", "Error in the JQL Query: Expecting either 'OR' or 'AND' but got 'EX'. (line 1, character 14)")]
    [InlineData("project = ", "Error in the JQL Query: Expecting either a value, list or function before the end of the query.")]
    [InlineData("project = and", "Error in the JQL Query: Expecting either a value, list or function but got 'and'. You must surround 'and' in quotation marks to use it as a value. (line 1, character 11)")]
    [InlineData("project = 'EX", "Error in the JQL Query: The quoted string 'EX' has not been completed. (line 1, character 11)")]
    [InlineData("project = EX AND", "Error in the JQL Query: Expecting a field name before the end of the query.")]
    [InlineData("project = EX\nAND ?", "Error in the JQL Query: The character '?' is a reserved JQL character. You must enclose it in a string or use the escape '\\u003f' instead. (line 2, character 5)")]
    [InlineData("created > yesterday", "Date value 'yesterday' for field 'created' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.")]
    [InlineData("project = EX ORDER BY flavour", "Not able to sort using field 'flavour'.")]
    [InlineData("order by key", "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.")]
    [InlineData("", "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.")]
    public async Task A_query_is_refused_in_Jira_s_words(string jql, string message)
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        string refusal = await jira.RefusedAsync(400, "GET", $"/rest/api/3/search/jql?jql={Uri.EscapeDataString(jql)}");

        Assert.Equal(message, JsonElement.Parse(refusal).GetProperty("errorMessages")[0].GetString());
    }

    [Fact]
    public async Task Pages_follow_one_another_by_token_until_the_last()
    {
        await using RunningJira jira = await RunningJira.StartAsync();
        for (int i = 0; i < 5; i++)
        {
            await jira.CreateIssueAsync();
        }

        List<string> ids = [];
        string? token = null;
        int pages = 0;
        do
        {
            string body = JsonSerializer.Serialize(new { jql = "project = EX order by key", maxResults = 3, nextPageToken = token });
            JsonElement page = await jira.CallAsync("POST", "/rest/api/3/search/jql", body);
            ids.AddRange(page.GetProperty("issues").EnumerateArray().Select(issue => issue.GetProperty("id").GetString()!));
            Assert.Equal(["id"], page.GetProperty("issues")[0].EnumerateObject().Select(member => member.Name));
            token = page.TryGetProperty("nextPageToken", out JsonElement next) ? next.GetString() : null;
            Assert.Equal(token is null, page.GetProperty("isLast").GetBoolean());
            pages++;
        }
        while (token is not null);

        Assert.Equal(3, pages);
        Assert.Equal(8, ids.Distinct().Count());
        await jira.RefusedAsync(400, "GET", "/rest/api/3/search/jql?jql=project%3DEX&nextPageToken=nonsense");
        Assert.Equal(8, (await jira.CallAsync("POST", "/rest/api/3/search/approximate-count", """{"jql":"project = EX"}""")).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Fields_are_chosen_by_name()
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        JsonElement some = await jira.CallAsync("GET", "/rest/api/3/search/jql?jql=key%3DEX-1&fields=summary,status");
        JsonElement without = await jira.CallAsync("GET", "/rest/api/3/search/jql?jql=key%3DEX-1&fields=*all,-comment");

        Assert.Equal(["status", "summary"], Names(some));
        Assert.DoesNotContain("comment", Names(without));
        Assert.Contains("customfield_10020", Names(without));
    }

    [Fact]
    public async Task Data_Center_counts_pages_by_the_first_issue_and_finds_everything_without_a_query()
    {
        await using RunningJira jira = await RunningJira.StartAsync(SandboxDeployment.DataCenter);

        JsonElement page = await jira.CallAsync("GET", "/rest/api/2/search?startAt=1&maxResults=2&fields=summary");
        JsonElement posted = await jira.CallAsync("POST", "/rest/api/latest/search", """{"jql":"project = EX","maxResults":1,"startAt":2,"fields":["summary"]}""");

        Assert.Equal((1, 2, 5), (page.GetProperty("startAt").GetInt32(), page.GetProperty("maxResults").GetInt32(), page.GetProperty("total").GetInt32()));
        Assert.Equal(2, RunningJira.Keys(page).Length);
        Assert.Equal(["EX-1"], RunningJira.Keys(posted));
        await jira.RefusedAsync(404, "GET", "/rest/api/2/search/jql?jql=project%3DEX");
        await jira.RefusedAsync(404, "GET", "/rest/api/3/myself");
    }

    private static Task<JsonElement> SearchAsync(RunningJira jira, string jql) =>
        jira.CallAsync("GET", $"/rest/api/3/search/jql?fields=summary&jql={Uri.EscapeDataString(jql)}");

    private static string[] Names(JsonElement found) => [.. found.GetProperty("issues")[0].GetProperty("fields").EnumerateObject().Select(member => member.Name)];
}
