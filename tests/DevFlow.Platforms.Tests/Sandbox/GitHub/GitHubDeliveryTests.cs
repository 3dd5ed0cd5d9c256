using System.Net;
using System.Text;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

/// <summary>The log of what hooks were told, and hooks of organisations.</summary>
public sealed class GitHubDeliveryTests
{
    private const string Hooks = RunningGitHub.Repo + "/hooks";

    [Fact]
    public async Task A_failed_delivery_is_found_and_sent_again_with_the_same_id()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(new SandboxOptions());
        await using Receiver receiver = await Receiver.StartAsync();
        receiver.Status = 500;
        string hook = await CreateAsync(sandbox, Hooks, receiver);
        Delivery first = await receiver.NextAsync();
        JsonElement failed = (await WaitAsync(sandbox, hook + "/deliveries?status=failure", 1))[0];
        receiver.Status = 200;

        using HttpResponseMessage accepted = await sandbox.SendAsync("POST", $"{hook}/deliveries/{failed.GetProperty("id")}/attempts");
        Delivery second = await receiver.NextAsync();
        JsonElement[] all = await WaitAsync(sandbox, hook + "/deliveries", 2);
        JsonElement whole = await sandbox.CallAsync("GET", $"{hook}/deliveries/{all[0].GetProperty("id")}");

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal("Invalid HTTP Response: 500", failed.GetProperty("status").GetString());
        Assert.Equal(first.Headers["X-GitHub-Delivery"], second.Headers["X-GitHub-Delivery"]);
        Assert.Equal(first.Body, second.Body);
        Assert.True(all[0].GetProperty("redelivery").GetBoolean());
        Assert.Equal("OK", all[0].GetProperty("status").GetString());
        Assert.Equal("ping", whole.GetProperty("request").GetProperty("headers").GetProperty("X-GitHub-Event").GetString());
        Assert.True(whole.GetProperty("request").GetProperty("payload").TryGetProperty("zen", out _));
        sandbox.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(0, (await sandbox.CallAsync("GET", hook + "/deliveries")).GetArrayLength());
    }

    [Fact]
    public async Task A_page_of_deliveries_leads_to_the_next_by_a_cursor()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(new SandboxOptions());
        await using Receiver receiver = await Receiver.StartAsync();
        string hook = await CreateAsync(sandbox, Hooks, receiver);
        await sandbox.CallAsync("POST", hook + "/pings");
        JsonElement[] all = await WaitAsync(sandbox, hook + "/deliveries", 2);

        using HttpResponseMessage first = await sandbox.GetAsync(hook + "/deliveries?per_page=1");
        string next = RunningGitHub.Header(first, "Link")!.Split('<', '>')[1];
        using HttpResponseMessage second = await sandbox.GetAsync(next);
        using HttpResponseMessage wrong = await sandbox.GetAsync(hook + "/deliveries?cursor=nonsense");

        Assert.Equal(all[1].GetProperty("id").GetInt64(), (await RunningGitHub.ReadAsync(second))[0].GetProperty("id").GetInt64());
        Assert.False(second.Headers.Contains("Link"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task A_hook_of_an_organisation_hears_of_its_repositories()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(new SandboxOptions());
        await using Receiver receiver = await Receiver.StartAsync();
        await CreateAsync(sandbox, "orgs/octo-org/hooks", receiver);

        await sandbox.CallAsync("POST", RunningGitHub.Repo + "/issues", """{"title":"Heard by the organisation"}""");
        Delivery ping = await receiver.NextAsync();
        Delivery issue = await receiver.NextAsync();

        Assert.Equal("organization", ping.Headers["X-GitHub-Hook-Installation-Target-Type"]);
        Assert.Equal("issues", issue.Event);
        Assert.Equal("Heard by the organisation", issue.Json.GetProperty("issue").GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_changed_hook_signs_with_its_new_secret()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(new SandboxOptions());
        await using Receiver receiver = await Receiver.StartAsync();
        string hook = await CreateAsync(sandbox, Hooks, receiver);
        await receiver.NextAsync();

        await sandbox.CallAsync("PATCH", hook + "/config", """{"secret":"new"}""");
        await sandbox.CallAsync("POST", hook + "/pings");
        Delivery ping = await receiver.NextAsync();

        Assert.Equal(
            DevFlow.Sandbox.Webhooks.Signatures.HubSha256(Encoding.UTF8.GetBytes("new"), ping.Body), ping.Headers["X-Hub-Signature-256"]);
    }

    private static async Task<string> CreateAsync(RunningGitHub sandbox, string hooks, Receiver receiver)
    {
        JsonElement hook = await sandbox.CallAsync(
            "POST", hooks, $$$"""{"name":"web","events":["*"],"config":{"url":"{{{receiver.Address}}}","content_type":"json"}}""");
        return $"{hooks}/{hook.GetProperty("id")}";
    }

    private static async Task<JsonElement[]> WaitAsync(RunningGitHub sandbox, string path, int count)
    {
        JsonElement[] found;
        do
        {
            found = [.. (await sandbox.CallAsync("GET", path)).EnumerateArray()];
        }
        while (found.Length < count);
        return found;
    }
}
