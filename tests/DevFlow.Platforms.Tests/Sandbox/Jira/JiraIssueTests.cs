using System.Net;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.Jira;

public sealed class JiraIssueTests
{
    private const string Document = """{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"Grüße"},{"type":"hardBreak"},{"type":"text","text":"you","marks":[{"type":"strong"}]}]}]}""";

    [Fact]
    public async Task A_description_is_a_document_in_version_3_and_a_text_in_version_2()
    {
        await using RunningJira jira = await RunningJira.StartAsync();
        JsonElement created = await jira.CallAsync(
            "POST", "/rest/api/3/issue", $$$"""{"fields":{"project":{"key":"EX"},"issuetype":{"name":"Task"},"summary":"S","description":{{{Document}}}}}""");
        string key = created.GetProperty("key").GetString()!;

        JsonElement rich = await jira.CallAsync("GET", $"/rest/api/3/issue/{key}?fields=description");
        JsonElement plain = await jira.CallAsync("GET", $"/rest/api/2/issue/{key}?fields=description");

        Assert.Equal("EX-4", key);
        Assert.Equal(Document, rich.GetProperty("fields").GetProperty("description").GetRawText());
        Assert.Equal("Grüße\nyou", plain.GetProperty("fields").GetProperty("description").GetString());
        JsonElement shown = await jira.CallAsync("GET", "/rest/api/3/issue/EX-1");
        Assert.Equal("doc", shown.GetProperty("fields").GetProperty("description").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("""{"fields":{}}""", "project", "Specify a valid project ID or key")]
    [InlineData("""{"fields":{"project":{"key":"EX"}}}""", "issuetype", "Specify an issue type")]
    [InlineData("""{"fields":{"project":{"key":"EX"},"issuetype":{"name":"Task"}}}""", "summary", "You must specify a summary of the issue.")]
    [InlineData("""{"fields":{"project":{"key":"EX"},"issuetype":{"name":"Task"},"summary":"a\nb"}}""", "summary", "The summary is invalid because it contains newline characters.")]
    [InlineData("""{"fields":{"project":{"key":"EX"},"issuetype":{"name":"Task"},"summary":"s","description":"text"}}""", "description", "Operation value must be an Atlassian Document (see the Atlassian Document Format)")]
    [InlineData("""{"fields":{"project":{"key":"EX"},"issuetype":{"name":"Task"},"summary":"s","labels":["a b"]}}""", "labels", "The label 'a b' contains spaces which is invalid.")]
    [InlineData("""{"fields":{"project":{"key":"EX"},"issuetype":{"name":"Task"},"summary":"s","priority":{"name":"Huge"}}}""", "priority", "The priority selected is invalid.")]
    [InlineData("""{"fields":{"project":{"key":"EX"},"issuetype":{"name":"Sub-task"},"summary":"s"}}""", "parent", "Issue type is a sub-task but parent issue key or id not specified.")]
    [InlineData("""{"fields":{"project":{"key":"EX"},"issuetype":{"name":"Task"},"summary":"s","flavour":1}}""", "flavour", "Field 'flavour' cannot be set. It is not on the appropriate screen, or unknown.")]
    [InlineData("""{"fields":{"project":{"key":"EX"},"issuetype":{"name":"Task"},"summary":"s","status":{"name":"Done"}}}""", "status", "Field 'status' cannot be set. It is not on the appropriate screen, or unknown.")]
    public async Task What_is_wrong_with_a_new_issue_is_told_by_field(string body, string field, string message)
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        JsonElement refusal = JsonElement.Parse(await jira.RefusedAsync(400, "POST", "/rest/api/3/issue", body));

        Assert.Equal(0, refusal.GetProperty("errorMessages").GetArrayLength());
        Assert.Equal(message, refusal.GetProperty("errors").GetProperty(field).GetString());
    }

    [Fact]
    public async Task An_edit_sets_fields_carries_out_operations_and_is_noted_in_the_history()
    {
        await using RunningJira jira = await RunningJira.StartAsync();
        jira.Clock.Advance(TimeSpan.FromMinutes(1));

        await jira.CallAsync("PUT", "/rest/api/3/issue/EX-1", $$$"""{"fields":{"summary":"Other","assignee":null},"update":{"labels":[{"add":"new"},{"remove":"login"}],"comment":[{"add":{"body":{{{Document}}}}}]}}""");

        JsonElement issue = await jira.CallAsync("GET", "/rest/api/3/issue/EX-1?expand=changelog");
        JsonElement fields = issue.GetProperty("fields");
        Assert.Equal("Other", fields.GetProperty("summary").GetString());
        Assert.Equal(JsonValueKind.Null, fields.GetProperty("assignee").ValueKind);
        Assert.Equal(["regression", "new"], fields.GetProperty("labels").EnumerateArray().Select(label => label.GetString()));
        Assert.Equal(2, fields.GetProperty("comment").GetProperty("total").GetInt32());
        Assert.Equal("2026-03-01T10:01:00.500+0000", fields.GetProperty("updated").GetString());
        JsonElement change = Assert.Single(issue.GetProperty("changelog").GetProperty("histories").EnumerateArray());
        Assert.Equal(["summary", "assignee", "labels"], change.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("fieldId").GetString()));
        Assert.Equal("Emma Richards", change.GetProperty("items")[1].GetProperty("fromString").GetString());
    }

    [Fact]
    public async Task What_an_account_may_not_see_is_not_there()
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        string refusal = await jira.RefusedAsync(404, "GET", "/rest/api/3/issue/SEC-1", login: "user");

        Assert.Equal("""{"errorMessages":["Issue does not exist or you do not have permission to see it."],"errors":{}}""", refusal);
        await jira.RefusedAsync(404, "GET", "/rest/api/3/project/SEC", login: "user");
        await jira.CallAsync("GET", "/rest/api/3/issue/SEC-1");
        JsonElement projects = await jira.CallAsync("GET", "/rest/api/3/project/search", login: "user");
        Assert.Equal(2, projects.GetProperty("total").GetInt32());
        Assert.Contains("does not exist for the field 'project'", await jira.RefusedAsync(400, "GET", "/rest/api/3/search/jql?jql=project%3DSEC", login: "user"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_of_the_workflow_needs_its_status_its_condition_and_its_required_field()
    {
        await using RunningJira jira = await RunningJira.StartAsync();
        const string path = "/rest/api/3/issue/EX-2/transitions";

        Assert.Equal(["11", "21"], await ListAsync(jira, path));
        Assert.Contains("Transition id '41' is not valid for this issue.", await jira.RefusedAsync(400, "POST", path, """{"transition":{"id":"41"}}"""), StringComparison.Ordinal);
        await jira.CallAsync("POST", path, """{"transition":{"id":"21"}}""");

        // Nobody is assigned, so there is no review.
        Assert.Equal(["11", "41"], await ListAsync(jira, path));
        await jira.CallAsync("PUT", "/rest/api/3/issue/EX-2/assignee", """{"accountId":"5b109f2e9729b51b54dc274d"}""");
        Assert.Equal(["11", "31", "41"], await ListAsync(jira, path));

        Assert.Equal("""{"errorMessages":[],"errors":{"resolution":"Resolution is required."}}""", await jira.RefusedAsync(400, "POST", path, """{"transition":{"id":"41"}}"""));
        await jira.CallAsync("POST", path, """{"transition":{"id":"41"},"fields":{"resolution":{"name":"Done"}}}""");

        JsonElement done = (await jira.CallAsync("GET", "/rest/api/3/issue/EX-2?fields=status,resolution,resolutiondate")).GetProperty("fields");
        Assert.Equal("Done", done.GetProperty("status").GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.String, done.GetProperty("resolutiondate").ValueKind);

        // Emma reported it and Mia leads the project: both may open it again.
        Assert.Equal(["11", "51"], await ListAsync(jira, path, "user"));
        await jira.CallAsync("POST", path, """{"transition":{"id":"51"}}""");
        JsonElement again = (await jira.CallAsync("GET", "/rest/api/3/issue/EX-2?fields=resolution")).GetProperty("fields");
        Assert.Equal(JsonValueKind.Null, again.GetProperty("resolution").ValueKind);
    }

    [Fact]
    public async Task A_change_between_the_head_and_the_body_of_a_transition_is_a_conflict()
    {
        await using RunningJira jira = await RunningJira.StartAsync();
        using SlowContent slow = new("""{"transition":{"id":"21"}}""");
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(jira.Server.BaseUri, "/rest/api/3/issue/EX-2/transitions")) { Content = slow };
        request.Headers.Authorization = jira.Login("admin");
        request.Headers.TransferEncodingChunked = true;
        Task<HttpResponseMessage> sending = jira.SendAsync(request);
        await slow.Begun;
        await WaitForAsync(jira, "/rest/api/3/issue/EX-2/transitions");

        await jira.CallAsync("PUT", "/rest/api/3/issue/EX-2", """{"fields":{"summary":"Changed meanwhile"}}""");
        slow.Continue();

        using HttpResponseMessage response = await sending;
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
    }

    [Fact]
    public async Task A_remote_link_with_a_known_global_id_is_changed_and_not_added()
    {
        await using RunningJira jira = await RunningJira.StartAsync();
        const string path = "/rest/api/3/issue/EX-1/remotelink";

        using HttpResponseMessage first = await jira.SendAsync("POST", path, """{"globalId":"build=1","object":{"url":"https://ci.example/1","title":"Build 1"}}""");
        using HttpResponseMessage second = await jira.SendAsync("POST", path, """{"globalId":"build=1","object":{"url":"https://ci.example/1","title":"Build 1 failed"}}""");

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        JsonElement link = Assert.Single((await jira.CallAsync("GET", path)).EnumerateArray());
        Assert.Equal("Build 1 failed", link.GetProperty("object").GetProperty("title").GetString());
        await jira.CallAsync("DELETE", path + "?globalId=build%3D1");
        Assert.Equal(0, (await jira.CallAsync("GET", path)).GetArrayLength());
    }

    [Fact]
    public async Task Comments_belong_to_who_wrote_them()
    {
        await using RunningJira jira = await RunningJira.StartAsync();
        JsonElement mine = await jira.CallAsync("POST", "/rest/api/2/issue/EX-1/comment", """{"body":"By Emma"}""", "user");
        string id = mine.GetProperty("id").GetString()!;
        JsonElement comments = await jira.CallAsync("GET", "/rest/api/3/issue/EX-1/comment?orderBy=-created");
        string other = comments.GetProperty("comments")[1].GetProperty("id").GetString()!;

        await jira.RefusedAsync(400, "PUT", $"/rest/api/2/issue/EX-1/comment/{other}", """{"body":"x"}""", "user");
        await jira.RefusedAsync(400, "DELETE", $"/rest/api/2/issue/EX-1/comment/{other}", login: "user");
        JsonElement edited = await jira.CallAsync("PUT", $"/rest/api/2/issue/EX-1/comment/{id}", """{"body":"Better"}""", "user");
        Assert.Equal("Better", edited.GetProperty("body").GetString());
        await jira.CallAsync("DELETE", $"/rest/api/2/issue/EX-1/comment/{id}", login: "user");
        await jira.RefusedAsync(404, "GET", $"/rest/api/2/issue/EX-1/comment/{id}", login: "user");
    }

    [Fact]
    public async Task Only_who_may_deletes_an_issue_and_its_subtasks_have_to_be_named()
    {
        await using RunningJira jira = await RunningJira.StartAsync();
        string key = (await jira.CallAsync("POST", "/rest/api/2/issue", """{"fields":{"project":{"key":"EX"},"issuetype":{"name":"Sub-task"},"summary":"Part","parent":{"key":"EX-1"}}}""")).GetProperty("key").GetString()!;

        await jira.RefusedAsync(403, "DELETE", "/rest/api/3/issue/EX-1", login: "user");
        Assert.Contains("deleteSubtasks", await jira.RefusedAsync(400, "DELETE", "/rest/api/3/issue/EX-1"), StringComparison.Ordinal);
        await jira.CallAsync("DELETE", "/rest/api/3/issue/EX-1?deleteSubtasks=true");

        await jira.RefusedAsync(404, "GET", $"/rest/api/3/issue/{key}");
        JsonElement linked = await jira.CallAsync("GET", "/rest/api/3/issue/EX-2?fields=issuelinks");
        Assert.Equal(0, linked.GetProperty("fields").GetProperty("issuelinks").GetArrayLength());
    }

    [Theory]
    [InlineData(404, "GET", "/rest/api/3/nothing", null)]
    [InlineData(405, "DELETE", "/rest/api/3/myself", null)]
    [InlineData(400, "POST", "/rest/api/3/issue", "{")]
    [InlineData(400, "POST", "/rest/api/3/issue", "[]")]
    [InlineData(410, "GET", "/rest/api/3/search?jql=project%3DEX", null)]
    public async Task What_no_operation_is_for_is_refused(int status, string method, string path, string? body)
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        await jira.RefusedAsync(status, method, path, body);
    }

    private static async Task<string[]> ListAsync(RunningJira jira, string path, string login = "admin") =>
        [.. (await jira.CallAsync("GET", path, login: login)).GetProperty("transitions").EnumerateArray().Select(transition => transition.GetProperty("id").GetString()!)];

    // The clock stands still, so the bucket of the operation tells how many requests have come: the slow one and those asked here.
    private static async Task WaitForAsync(RunningJira jira, string path)
    {
        for (int asked = 1; ; asked++)
        {
            using HttpResponseMessage response = await jira.SendAsync("POST", path, "{");
            if (RunningJira.Header(response, "X-RateLimit-Remaining") == $"{350 - asked - 1}")
            {
                return;
            }
        }
    }

    /// <summary>A body that waits in the middle.</summary>
    private sealed class SlowContent(string text) : HttpContent
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public void Continue() => _goOn.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("{"u8.ToArray());
            await stream.FlushAsync();
            _begun.TrySetResult();
            await _goOn.Task;
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text[1..]));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
