using System.Net;
using System.Text;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

public sealed class GitHubGitTests
{
    private const string Repo = RunningGitHub.Repo;

    [Fact]
    public async Task A_files_sha_is_the_one_git_makes()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        JsonElement made = await PutAsync(sandbox, "notes/hello.txt", "hello\n");
        JsonElement read = await sandbox.CallAsync("GET", $"{Repo}/contents/notes/hello.txt");
        JsonElement folder = await sandbox.CallAsync("GET", $"{Repo}/contents/notes");

        // printf 'hello\n' | git hash-object --stdin; git write-tree with that file alone
        Assert.Equal("ce013625030ba8dba906f756967f9e9ca394464a", made.GetProperty("content").GetProperty("sha").GetString());
        Assert.Equal("aGVsbG8K\n", read.GetProperty("content").GetString());
        Assert.Equal("hello.txt", Assert.Single(folder.EnumerateArray()).GetProperty("name").GetString());
        JsonElement root = await sandbox.CallAsync("GET", $"{Repo}/contents/");
        Assert.Contains(root.EnumerateArray(), entry => entry.GetProperty("name").GetString() == "notes"
            && entry.GetProperty("type").GetString() == "dir"
            && entry.GetProperty("sha").GetString() == "aaa96ced2d9a1c8e72c56b253a0e2fe78393feb7");
    }

    [Fact]
    public async Task The_scenario_has_the_same_shas_at_every_start()
    {
        await using RunningGitHub first = await RunningGitHub.StartAsync();
        await using RunningGitHub second = await RunningGitHub.StartAsync();

        string one = (await first.CallAsync("GET", $"{Repo}/branches")).ToString().Replace(first.Server.BaseUri.ToString(), "/", StringComparison.Ordinal);
        string other = (await second.CallAsync("GET", $"{Repo}/branches")).ToString().Replace(second.Server.BaseUri.ToString(), "/", StringComparison.Ordinal);

        Assert.Equal(one, other);
    }

    [Fact]
    public async Task A_file_is_only_changed_by_who_knows_its_sha()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        string sha = (await PutAsync(sandbox, "a.txt", "1")).GetProperty("content").GetProperty("sha").GetString()!;

        using HttpResponseMessage without = await sandbox.SendAsync("PUT", $"{Repo}/contents/a.txt", """{"message":"x","content":"Mg=="}""");
        using HttpResponseMessage wrong = await sandbox.SendAsync("PUT", $"{Repo}/contents/a.txt", """{"message":"x","content":"Mg==","sha":"ce013625030ba8dba906f756967f9e9ca394464a"}""");
        using HttpResponseMessage right = await sandbox.SendAsync("PUT", $"{Repo}/contents/a.txt", $$"""{"message":"x","content":"Mg==","sha":"{{sha}}"}""");
        using HttpResponseMessage gone = await sandbox.SendAsync("DELETE", $"{Repo}/contents/b.txt", $$"""{"message":"x","sha":"{{sha}}"}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, without.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_commit_is_the_same_wherever_it_is_seen()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        string sha = (await PutAsync(sandbox, "a.txt", "1\n2\n")).GetProperty("commit").GetProperty("sha").GetString()!;

        JsonElement branch = await sandbox.CallAsync("GET", $"{Repo}/branches/main");
        JsonElement reference = await sandbox.CallAsync("GET", $"{Repo}/git/ref/heads/main");
        JsonElement commit = await sandbox.CallAsync("GET", $"{Repo}/commits/{sha[..7]}");
        JsonElement newest = (await sandbox.CallAsync("GET", $"{Repo}/commits"))[0];
        Assert.Equal(sha, branch.GetProperty("commit").GetProperty("sha").GetString());
        Assert.Equal(sha, reference.GetProperty("object").GetProperty("sha").GetString());
        Assert.Equal(sha, newest.GetProperty("sha").GetString());
        Assert.Equal(sha, commit.GetProperty("sha").GetString());
        Assert.Equal(2, commit.GetProperty("stats").GetProperty("additions").GetInt32());
        Assert.Equal("@@ -0,0 +1,2 @@\n+1\n+2", commit.GetProperty("files")[0].GetProperty("patch").GetString());
    }

    [Fact]
    public async Task A_reference_moves_forward_only_unless_forced()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        string first = await ShaAsync(sandbox, "main");
        string feature = await ShaAsync(sandbox, "feature");
        await sandbox.CallAsync("POST", $"{Repo}/git/refs", $$"""{"ref":"refs/heads/topic","sha":"{{feature}}"}""");

        using HttpResponseMessage again = await sandbox.SendAsync("POST", $"{Repo}/git/refs", $$"""{"ref":"refs/heads/topic","sha":"{{feature}}"}""");
        using HttpResponseMessage back = await sandbox.SendAsync("PATCH", $"{Repo}/git/refs/heads/topic", $$"""{"sha":"{{first}}"}""");
        JsonElement forced = await sandbox.CallAsync("PATCH", $"{Repo}/git/refs/heads/topic", $$"""{"sha":"{{first}}","force":true}""");
        await sandbox.CallAsync("DELETE", $"{Repo}/git/refs/heads/topic");
        using HttpResponseMessage gone = await sandbox.SendAsync("GET", $"{Repo}/git/ref/heads/topic");

        Assert.Equal("Reference already exists", await MessageAsync(again));
        Assert.Equal("Update is not a fast forward", await MessageAsync(back));
        Assert.Equal(first, forced.GetProperty("object").GetProperty("sha").GetString());
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Theory]
    [InlineData("main...main", "identical", 0, 0)]
    [InlineData("main...feature", "ahead", 1, 0)]
    [InlineData("feature...main", "behind", 0, 1)]
    public async Task A_comparison_says_how_two_commits_stand(string ends, string status, int ahead, int behind)
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        JsonElement comparison = await sandbox.CallAsync("GET", $"{Repo}/compare/{ends}");

        Assert.Equal(status, comparison.GetProperty("status").GetString());
        Assert.Equal(ahead, comparison.GetProperty("ahead_by").GetInt32());
        Assert.Equal(behind, comparison.GetProperty("behind_by").GetInt32());
        Assert.Equal(ahead, comparison.GetProperty("commits").GetArrayLength());
        Assert.Equal(ahead, comparison.GetProperty("files").GetArrayLength());
    }

    [Fact]
    public async Task Nobody_sees_the_private_repository_of_others()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        using HttpResponseMessage direct = await sandbox.GetAsync("repos/secret-org/plans");
        JsonElement listed = await sandbox.CallAsync("GET", "orgs/secret-org/repos");
        JsonElement own = await sandbox.CallAsync("GET", "orgs/octo-org/repos");

        Assert.Equal(HttpStatusCode.NotFound, direct.StatusCode);
        Assert.Equal(0, listed.GetArrayLength());
        Assert.Contains(own.EnumerateArray(), repository => repository.GetProperty("name").GetString() == "vault");
    }

    [Fact]
    public async Task Readers_may_talk_but_not_write()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        const string art = "repos/monalisa/art";

        JsonElement own = await sandbox.CallAsync("POST", $"{art}/issues", """{"title":"Blue"}""");
        await sandbox.CallAsync("POST", $"{art}/issues/1/comments", """{"body":"Yes"}""");
        await sandbox.CallAsync("PATCH", $"{art}/issues/{own.GetProperty("number").GetInt32()}", """{"title":"More blue"}""");
        using HttpResponseMessage theirs = await sandbox.SendAsync("PATCH", $"{art}/issues/1", """{"title":"Less"}""");
        using HttpResponseMessage file = await sandbox.SendAsync("PUT", $"{art}/contents/a.txt", """{"message":"x","content":"eA=="}""");
        using HttpResponseMessage label = await sandbox.SendAsync("POST", $"{art}/labels", """{"name":"x"}""");

        Assert.Equal("NONE", own.GetProperty("author_association").GetString());
        Assert.Equal(
            [HttpStatusCode.NotFound, HttpStatusCode.Forbidden, HttpStatusCode.NotFound],
            new[] { theirs, file, label }.Select(response => response.StatusCode));
    }

    [Fact]
    public async Task A_repository_is_made_renamed_and_deleted()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        await sandbox.CallAsync("POST", "user/repos", """{"name":"new","private":true,"auto_init":true}""");
        using HttpResponseMessage twice = await sandbox.SendAsync("POST", "user/repos", """{"name":"NEW"}""");
        JsonElement renamed = await sandbox.CallAsync("PATCH", "repos/octocat/new", """{"name":"newer","description":"x"}""");
        JsonElement readme = await sandbox.CallAsync("GET", "repos/octocat/newer/contents/README.md");
        await sandbox.CallAsync("DELETE", "repos/octocat/newer");
        using HttpResponseMessage gone = await sandbox.GetAsync("repos/octocat/newer");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, twice.StatusCode);
        Assert.Equal("octocat/newer", renamed.GetProperty("full_name").GetString());
        Assert.True(renamed.GetProperty("private").GetBoolean());
        Assert.Equal("# new", Encoding.UTF8.GetString(Convert.FromBase64String(readme.GetProperty("content").GetString()!)));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    internal static async Task<JsonElement> PutAsync(RunningGitHub sandbox, string path, string text, string branch = "main") => await sandbox.CallAsync(
        "PUT", $"{Repo}/contents/{path}", $$"""{"message":"Write {{path}}","content":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}}","branch":"{{branch}}"}""");

    internal static async Task<string> ShaAsync(RunningGitHub sandbox, string branch) =>
        (await sandbox.CallAsync("GET", $"{Repo}/git/ref/heads/{branch}")).GetProperty("object").GetProperty("sha").GetString()!;

    internal static async Task<string> MessageAsync(HttpResponseMessage response) =>
        (await RunningGitHub.ReadAsync(response)).GetProperty("message").GetString()!;
}
