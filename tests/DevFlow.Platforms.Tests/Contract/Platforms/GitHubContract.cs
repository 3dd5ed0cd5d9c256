using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DevFlow.Platforms.Tests.Sandbox;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>GitHub's sandbox in the contract tests.</summary>
public sealed partial class GitHubContract : ContractPlatform
{
    public override string Id => "github";

    public override string DisplayName => "GitHub";

    public override IReadOnlyList<string> DescriptionFiles => ["github.json"];

    // GitHub writes whole seconds in UTC.
    public override ValidationRules Rules => new() { Moment = Moment() };

    public override async Task<ContractSandbox> StartAsync(CancellationToken cancellationToken)
    {
        RunningSandbox sandbox = await RunningSandbox.StartAsync();
        AuthenticationHeaderValue token = new("Bearer", sandbox.PlainToken);
        KnownValues known = new();
        known.Add("owner", "octo-org");
        known.Add("repo", "hello-world");
        known.Add("issue_number", 1);
        known.Add("per_page", 1);
        known.Add("page", 2);
        known.Add("since", "2020-01-01T00:00:00Z");
        known.Add("labels", "bug");
        known.Add("$.labels", new JsonArray("bug"));
        // GitHub refuses a second hook with the same address.
        int hooks = 0;
        known.Add("$.config", _ => Task.FromResult<JsonNode?>(HookConfig(++hooks)), "POST /repos/{owner}/{repo}/hooks", isNeeded: true);
        known.Add("hook_id", async _ => await CreateHookAsync(sandbox, HookConfig(++hooks)));
        return new(sandbox, new Uri(sandbox.Server.BaseUri, "api/v3"), request => request.Headers.Authorization = token, known);
    }

    private static JsonObject HookConfig(int number) => new() { ["url"] = $"http://127.0.0.1:9/{number}" };

    private static async Task<JsonNode?> CreateHookAsync(RunningSandbox sandbox, JsonObject config)
    {
        JsonObject body = new() { ["active"] = false, ["config"] = config };
        return (await sandbox.CallAsync("POST", RunningSandbox.Repo + "/hooks", body.ToJsonString())).GetProperty("id").GetInt64();
    }

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
    private static partial Regex Moment();
}
