using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>GitHub's sandbox in the contract tests.</summary>
public sealed partial class GitHubContract : ContractPlatform
{
    private const string Hooks = "/repos/octo-org/hello-world/hooks";

    public override string Id => "github";

    public override string DisplayName => "GitHub";

    public override IReadOnlyList<string> DescriptionFiles => ["github.json"];

    // GitHub writes whole seconds in UTC.
    public override ValidationRules Rules => new() { Moment = Moment() };

    public override string Prefix => "api/v3";

    public override IReadOnlyList<Exchange> Exchanges => GitHubExchanges.All;

    public override bool IsExpected(ContractInput input, ContractAnswer answer) => (input.Kind, input.Method, input.Subject) switch
    {
        // What a reference or a SHA names is looked for after the path was understood, so GitHub calls it invalid.
        (InputKind.UnknownId, _, "{ref}" or "{sha}") => answer.Status is 404 or 422 || input.Path.Contains("/matching-refs/", StringComparison.Ordinal),

        // A file that is not there is made.
        (InputKind.UnknownId, "PUT", "{path}") => answer.Status == 201,
        _ => base.IsExpected(input, answer),
    };

    protected override Task SetUpAsync(ContractSandbox sandbox, SandboxServer server, CancellationToken cancellationToken)
    {
        KnownValues known = sandbox.Known;
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
        known.Add("hook_id", async cancellation =>
        {
            JsonObject body = new() { ["active"] = false, ["config"] = HookConfig(++hooks) };
            return (await sandbox.CallAsync("POST", Hooks, body.ToJsonString(), cancellation)).GetProperty("id").GetInt64();
        });
        return new GitHubResourceContract(sandbox, server).AddKnownAsync(known, cancellationToken);
    }

    private static JsonObject HookConfig(int number) => new() { ["url"] = $"http://127.0.0.1:9/{number}" };

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
    private static partial Regex Moment();
}
