using System.Net;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.GitLab;

public sealed class GitLabTokenTests
{
    private const string Self = "/api/v4/personal_access_tokens/self";

    [Theory]
    [InlineData("user", @"^glpat-[\w-]{20}$")]
    [InlineData("routable", @"^glpat-[\w-]{27,300}\.[0-9a-z]{2}[0-9a-z]{7}$")]
    [InlineData("impersonation", @"^glpat-[\w-]{20}$")]
    [InlineData("project", @"^glpat-[\w-]{20}$")]
    [InlineData("group", @"^glpat-[\w-]{20}$")]
    [InlineData("oauth", "^[0-9a-f]{64}$")]
    [InlineData("oauth-refresh", "^[0-9a-f]{64}$")]
    [InlineData("job", "^glcbt-")]
    [InlineData("deploy", @"^gldt-[\w-]{20}$")]
    [InlineData("confidential", "^gloas-[0-9a-f]{64}$")]
    public async Task Tokens_have_the_documented_forms(string name, string form)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        Assert.Matches(form, sandbox.Secret(name));
    }

    [Theory]
    [InlineData("user", "ada")]
    [InlineData("routable", "ada")]
    [InlineData("developer", "grace")]
    [InlineData("impersonation", "grace")]
    [InlineData("oauth", "ada")]
    public async Task A_token_acts_for_its_owner(string name, string username)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        JsonElement user = await sandbox.CallAsync("GET", "/api/v4/user", token: sandbox.Secret(name));

        Assert.Equal(username, user.GetProperty("username").GetString());
    }

    [Theory]
    [InlineData("project", "project_1_bot_")]
    [InlineData("group", "group_1_bot_")]
    public async Task Tokens_of_projects_and_groups_act_as_bots_of_their_own(string name, string prefix)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        JsonElement project = await sandbox.CallAsync("GET", RunningGitLab.Project, token: sandbox.Secret(name));

        Assert.Equal("devflow/hello-world", project.GetProperty("path_with_namespace").GetString());
        Assert.StartsWith(prefix, sandbox.Server.Credentials.Single(credential => credential.Name == name).UserName);
    }

    [Theory]
    [InlineData("PRIVATE-TOKEN")]
    [InlineData("Authorization")]
    public async Task A_token_is_taken_from_both_headers(string header)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        using HttpResponseMessage response = await sandbox.SendAsync("GET", "/api/v4/user", header: header);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("glpat-AAAAAAAAAAAAAAAAAAAA")]
    public async Task Without_a_good_token_there_is_a_plain_401(string token)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        using HttpResponseMessage response = await sandbox.SendAsync("GET", "/api/v4/user", token: token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("401 Unauthorized", (await RunningGitLab.ReadAsync(response)).GetProperty("message").GetString());
        Assert.Contains("Bearer", RunningGitLab.Header(response, "WWW-Authenticate"), StringComparison.Ordinal);
        Assert.Equal("throttle_unauthenticated_api", RunningGitLab.Header(response, "RateLimit-Name"));
    }

    [Theory]
    [InlineData("GET", "issues", 200)]
    [InlineData("GET", "/api/v4/user", 200)]
    [InlineData("POST", "issues", 403)]
    [InlineData("POST", Self + "/rotate", 403)]
    public async Task A_token_that_may_only_read_cannot_write_and_the_answer_names_the_scope(string method, string path, int status)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        JsonElement body = await sandbox.CallAsync(method, path, method == "POST" ? """{"title":"x"}""" : null, status, sandbox.Secret("read-only"));

        if (status == 403)
        {
            Assert.Equal("insufficient_scope", body.GetProperty("error").GetString());
            Assert.Equal("The request requires higher privileges than provided by the access token.", body.GetProperty("error_description").GetString());
            Assert.StartsWith("api", body.GetProperty("scope").GetString());
        }
    }

    [Theory]
    [InlineData("job", "/api/v4/job", 200)]
    [InlineData("job", RunningGitLab.Project + "/releases", 200)]
    [InlineData("job", "/api/v4/user", 401)]
    [InlineData("deploy", "/api/v4/user", 401)]
    [InlineData("oauth-refresh", "/api/v4/user", 401)]
    [InlineData("user", "/api/v4/job", 404)]
    public async Task Tokens_of_jobs_and_deployments_open_few_doors(string name, string path, int status)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        await sandbox.CallAsync("GET", path, null, status, sandbox.Secret(name));
    }

    [Fact]
    public async Task Self_shows_what_a_token_is()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        JsonElement self = await sandbox.CallAsync("GET", Self, token: sandbox.Secret("rotator"));

        Assert.Equal("rotator", self.GetProperty("name").GetString());
        Assert.Equal(["read_user", "self_rotate"], self.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.Equal("2026-03-31", self.GetProperty("expires_at").GetString());
        Assert.True(self.GetProperty("active").GetBoolean());
        Assert.False(self.GetProperty("revoked").GetBoolean());
        Assert.Equal("2026-03-01T10:00:12.500Z", self.GetProperty("last_used_at").GetString());
    }

    [Fact]
    public async Task An_expired_token_is_told_so()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        sandbox.Clock.Advance(TimeSpan.FromDays(30));

        JsonElement body = await sandbox.CallAsync("GET", "/api/v4/user", null, 401);

        Assert.Equal("invalid_token", body.GetProperty("error").GetString());
        Assert.Equal("Token is expired. You can either do re-authorization or token refresh.", body.GetProperty("error_description").GetString());
    }

    [Fact]
    public async Task A_revoked_token_is_told_so()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        await sandbox.CallAsync("DELETE", Self, null, 204);

        JsonElement body = await sandbox.CallAsync("GET", "/api/v4/user", null, 401);

        Assert.Equal("Token was revoked. You have to re-authorize from the user.", body.GetProperty("error_description").GetString());
    }

    [Theory]
    [InlineData("user")]
    [InlineData("rotator")]
    [InlineData("routable")]
    public async Task A_rotated_token_gives_way_to_one_of_a_week_with_the_same_scopes(string name)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        JsonElement rotated = await sandbox.CallAsync("POST", Self + "/rotate", null, 200, sandbox.Secret(name));
        string next = rotated.GetProperty("token").GetString()!;

        Assert.Equal("2026-03-08", rotated.GetProperty("expires_at").GetString());
        Assert.Equal(sandbox.Secret(name).Length, next.Length);
        await sandbox.CallAsync("GET", Self, null, 401, sandbox.Secret(name));
        JsonElement self = await sandbox.CallAsync("GET", Self, null, 200, next);
        Assert.Equal(
            sandbox.Server.Credentials.Single(credential => credential.Name == name).Scopes,
            self.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()!));
    }

    [Theory]
    [InlineData("2026-04-15", 200)]
    [InlineData("2027-03-01", 200)]
    [InlineData("2027-03-02", 400)]
    [InlineData("2026-02-28", 400)]
    [InlineData("soon", 400)]
    public async Task The_new_end_is_checked(string end, int status)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        JsonElement body = await sandbox.CallAsync("POST", Self + "/rotate", $$"""{"expires_at":"{{end}}"}""", status);

        if (status == 200)
        {
            Assert.Equal(end, body.GetProperty("expires_at").GetString());
        }
    }

    [Fact]
    public async Task Rotating_a_rotated_token_revokes_the_whole_family_and_nothing_else()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        string first = sandbox.Secret("rotator");
        string second = (await sandbox.CallAsync("POST", Self + "/rotate", null, 200, first)).GetProperty("token").GetString()!;
        string third = (await sandbox.CallAsync("POST", Self + "/rotate", null, 200, second)).GetProperty("token").GetString()!;

        await sandbox.CallAsync("POST", Self + "/rotate", null, 401, first);

        await sandbox.CallAsync("GET", Self, null, 401, third);
        await sandbox.CallAsync("GET", Self, null, 200);
    }

    [Fact]
    public async Task Using_a_rotated_token_for_anything_else_harms_nobody()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        string second = (await sandbox.CallAsync("POST", Self + "/rotate", null, 200)).GetProperty("token").GetString()!;

        await sandbox.CallAsync("GET", "/api/v4/user", null, 401);

        await sandbox.CallAsync("GET", "/api/v4/user", null, 200, second);
    }

    [Fact]
    public async Task Of_many_rotations_at_once_one_wins()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => sandbox.SendAsync("POST", Self + "/rotate")));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.All(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task A_token_by_its_id_is_the_owners_only()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        JsonElement list = await sandbox.CallAsync("GET", "/api/v4/personal_access_tokens");
        long id = list.EnumerateArray().First(token => token.GetProperty("name").GetString() == "read-only").GetProperty("id").GetInt64();
        string path = $"/api/v4/personal_access_tokens/{id}";

        await sandbox.CallAsync("GET", path, null, 404, sandbox.Secret("developer"));
        await sandbox.CallAsync("POST", path + "/rotate", null, 201);
        await sandbox.CallAsync("GET", "/api/v4/user", null, 401, sandbox.Secret("read-only"));
        JsonElement again = await sandbox.CallAsync("POST", path + "/rotate", null, 400);

        Assert.Equal(
            ["read-only", "rotator", "routable", "user"],
            list.EnumerateArray().Select(token => token.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        Assert.Contains("already revoked", again.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_of_a_project_rotates_in_its_project()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        JsonElement rotated = await sandbox.CallAsync("POST", "access_tokens/self/rotate", null, 200, sandbox.Secret("project"));
        await sandbox.CallAsync("POST", "access_tokens/self/rotate", null, 405);

        Assert.Equal(40, rotated.GetProperty("access_level").GetInt32());
        Assert.Equal("project", rotated.GetProperty("resource_type").GetString());
        await sandbox.CallAsync("GET", RunningGitLab.Project, null, 200, rotated.GetProperty("token").GetString());
    }
}
