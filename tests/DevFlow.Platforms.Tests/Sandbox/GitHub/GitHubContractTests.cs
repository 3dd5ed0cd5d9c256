using System.Net;
using System.Text.Json;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

public sealed class GitHubContractTests
{
    public static TheoryData<Exchange> Everything => [.. Exchanges.All];

    public static TheoryData<Exchange> Operations => [.. Exchanges.All.DistinctBy(exchange => (exchange.Method, exchange.Template))];

    [Theory]
    [MemberData(nameof(Everything), DisableDiscoveryEnumeration = true)]
    public async Task Every_answer_has_the_form_the_vendor_describes(Exchange exchange)
    {
        await using RunningSandbox sandbox = await RunningSandbox.StartAsync();
        string path = exchange.Path.Replace("{hook}", $"{await CreateHookAsync(sandbox)}", StringComparison.Ordinal);

        using HttpResponseMessage response = await sandbox.SendAsync(exchange.Method, path, exchange.Body);

        Assert.Equal(exchange.Status, (int)response.StatusCode);
        await AssertDescribedAsync(exchange, response);
    }

    [Theory]
    [MemberData(nameof(Operations), DisableDiscoveryEnumeration = true)]
    public async Task Without_a_good_token_every_operation_is_refused(Exchange exchange)
    {
        await using RunningSandbox sandbox = await RunningSandbox.StartAsync();
        using HttpClient stranger = sandbox.CreateClient(null);
        using HttpRequestMessage request = new(new HttpMethod(exchange.Method), exchange.Path);

        using HttpResponseMessage response = await stranger.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        await AssertDescribedAsync(exchange, response);
        Assert.Equal("Requires authentication", (await RunningSandbox.ReadAsync(response)).GetProperty("message").GetString());
    }

    [Fact]
    public async Task Every_route_is_among_the_exchanges_with_good_input()
    {
        await using RunningSandbox sandbox = await RunningSandbox.StartAsync();

        IEnumerable<string> tried = Exchanges.All.Where(exchange => exchange.Status < 300)
            .Select(exchange => $"{exchange.Method} {exchange.Template}").Distinct();

        Assert.Equal(((PlatformServer)sandbox.Server).Operations.Order(StringComparer.Ordinal), tried.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("GET", "nowhere")]
    [InlineData("GET", "")]
    [InlineData("DELETE", "user")]
    [InlineData("GET", "repos/octo-org/hello-world/issues/one")]
    [InlineData("GET", "repositories/77")]
    [InlineData("GET", "a/b/c/d/e/f/g/h/i/j/k/l")]
    public async Task What_is_not_there_is_answered_with_404(string method, string path)
    {
        await using RunningSandbox sandbox = await RunningSandbox.StartAsync();

        using HttpResponseMessage response = await sandbox.SendAsync(method, path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        JsonElement body = await RunningSandbox.ReadAsync(response);
        Assert.Equal("Not Found", body.GetProperty("message").GetString());
        Assert.Equal("404", body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_api_stands_at_the_root_and_below_the_enterprise_path_with_addresses_of_the_form_asked()
    {
        await using RunningSandbox sandbox = await RunningSandbox.StartAsync();

        JsonElement enterprise = await sandbox.CallAsync("GET", RunningSandbox.Repo + "/issues/1");
        JsonElement plain = await sandbox.CallAsync("GET", "/" + RunningSandbox.Repo + "/issues/1");

        string root = sandbox.Server.BaseUri.ToString();
        Assert.Equal(root + "api/v3/repos/octo-org/hello-world/issues/1", enterprise.GetProperty("url").GetString());
        Assert.Equal(root + "repos/octo-org/hello-world/issues/1", plain.GetProperty("url").GetString());
        Assert.Equal(root + "octo-org/hello-world/issues/1", enterprise.GetProperty("html_url").GetString());
    }

    [Fact]
    public async Task An_issue_keeps_what_it_is_told()
    {
        await using RunningSandbox sandbox = await RunningSandbox.StartAsync();
        JsonElement created = await sandbox.CallAsync("POST", RunningSandbox.Repo + "/issues", """{"title":"Grüße","body":"x","labels":["bug"]}""");
        string path = $"{RunningSandbox.Repo}/issues/{created.GetProperty("number").GetInt32()}";
        await sandbox.CallAsync("POST", path + "/comments", """{"body":"First"}""");
        sandbox.Clock.Advance(TimeSpan.FromMinutes(1));

        JsonElement closed = await sandbox.CallAsync("PATCH", path, """{"state":"closed"}""");
        JsonElement open = await sandbox.CallAsync("GET", RunningSandbox.Repo + "/issues");
        JsonElement reopened = await sandbox.CallAsync("PATCH", path, """{"state":"open","body":null}""");
        JsonElement comments = await sandbox.CallAsync("GET", path + "/comments");

        Assert.Equal("completed", closed.GetProperty("state_reason").GetString());
        Assert.Equal("2026-03-01T10:01:00Z", closed.GetProperty("closed_at").GetString());
        Assert.Equal("octocat", closed.GetProperty("closed_by").GetProperty("login").GetString());
        Assert.Equal(1, closed.GetProperty("comments").GetInt32());
        Assert.Equal([2, 1], open.EnumerateArray().Select(issue => issue.GetProperty("number").GetInt32()));
        Assert.Equal("reopened", reopened.GetProperty("state_reason").GetString());
        Assert.Equal(JsonValueKind.Null, reopened.GetProperty("body").ValueKind);
        Assert.Equal("Grüße", reopened.GetProperty("title").GetString());
        Assert.Equal("bug", reopened.GetProperty("labels")[0].GetProperty("name").GetString());
        Assert.Equal("First", comments[0].GetProperty("body").GetString());
    }

    [Fact]
    public async Task A_422_names_the_field()
    {
        await using RunningSandbox sandbox = await RunningSandbox.StartAsync();

        using HttpResponseMessage response = await sandbox.SendAsync("POST", RunningSandbox.Repo + "/issues", "{}");

        JsonElement body = await RunningSandbox.ReadAsync(response);
        Assert.Equal("Validation Failed", body.GetProperty("message").GetString());
        Assert.Equal("""{"resource":"Issue","code":"missing_field","field":"title"}""", body.GetProperty("errors")[0].GetRawText());
    }

    private static async Task<long> CreateHookAsync(RunningSandbox sandbox)
    {
        JsonElement hook = await sandbox.CallAsync(
            "POST", RunningSandbox.Repo + "/hooks", """{"active":false,"events":["release"],"config":{"url":"http://127.0.0.1:9/existing"}}""");
        return hook.GetProperty("id").GetInt64();
    }

    private static async Task AssertDescribedAsync(Exchange exchange, HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        GitHubDescription description = GitHubDescription.Instance;
        if (!description.TryFindResponse(exchange.Template, exchange.Method, status, out JsonElement schema))
        {
            Assert.True(KnownFaults.UndescribedStatuses.ContainsKey(status), $"{status} is not described");
            schema = description.Schema("basic-error");
        }

        JsonElement body = await RunningSandbox.ReadAsync(response);
        if (schema.ValueKind == JsonValueKind.Undefined)
        {
            Assert.Equal(JsonValueKind.Undefined, body.ValueKind);
            return;
        }

        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Empty(new SchemaValidator(description).Validate(body, schema));
    }
}
