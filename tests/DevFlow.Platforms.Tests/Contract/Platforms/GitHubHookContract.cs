using System.Text.Json;
using System.Text.Json.Nodes;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>Hooks for GitHub's operations on them: a new one for each request, and one with a delivery to look at.</summary>
internal sealed class GitHubHookContract(ContractSandbox sandbox)
{
    private const string Repository = "repos/octo-org/hello-world/hooks";
    private const string Organization = "orgs/octo-org/hooks";

    private int _hooks;

    public async Task AddKnownAsync(KnownValues known, CancellationToken cancellationToken)
    {
        known.Add("$.name", "web", "* /orgs/*/hooks*");
        foreach (string operation in new[] { "POST */hooks", "PATCH */hooks/{hook_id}" })
        {
            // GitHub refuses a second hook with the same address.
            known.Add("$.config", _ => Task.FromResult<JsonNode?>(CreateConfig()), operation, isNeeded: operation[1] == 'O');
        }

        known.Add("$.events", new JsonArray("release"), "* *hooks*");
        known.Add("$.add_events", new JsonArray("push"));
        known.Add("$.remove_events", new JsonArray("push"));
        known.Add("$.url", _ => Task.FromResult<JsonNode?>(JsonValue.Create($"http://127.0.0.1:9/{++_hooks}")), "PATCH */config");
        known.Add("$.content_type", "json", "PATCH */config");
        known.Add("$.insecure_ssl", "0", "PATCH */config");
        known.Add("$.secret", "a new secret", "PATCH */config");
        known.Add("hook_id", cancellation => CreateAsync(Repository, isActive: false, cancellation));
        known.Add("hook_id", cancellation => CreateAsync(Organization, isActive: false, cancellation), "* /orgs/*");
        known.Add("cursor", null as JsonNode);
        await AddDeliveryAsync(known, Repository, "* /repos/*/deliveries*", cancellationToken);
        await AddDeliveryAsync(known, Organization, "* /orgs/*/deliveries*", cancellationToken);
    }

    // Nobody listens at port 9, so the ping fails at once; it is in the log all the same.
    private async Task AddDeliveryAsync(KnownValues known, string place, string operation, CancellationToken cancellationToken)
    {
        long hook = (await CreateAsync(place, isActive: true, cancellationToken))!.GetValue<long>();
        JsonElement deliveries;
        do
        {
            deliveries = await sandbox.CallAsync("GET", $"{place}/{hook}/deliveries", cancellationToken: cancellationToken);
        }
        while (deliveries.GetArrayLength() == 0);
        known.Add("hook_id", hook, operation);
        known.Add("delivery_id", deliveries[0].GetProperty("id").GetInt64(), operation);
        known.Add("status", null as JsonNode, operation);
    }

    private async Task<JsonNode?> CreateAsync(string place, bool isActive, CancellationToken cancellationToken)
    {
        JsonObject body = new() { ["name"] = "web", ["active"] = isActive, ["config"] = CreateConfig() };
        return JsonValue.Create((await sandbox.CallAsync("POST", place, body.ToJsonString(), cancellationToken)).GetProperty("id").GetInt64());
    }

    private JsonObject CreateConfig() => new() { ["url"] = $"http://127.0.0.1:9/{++_hooks}" };
}
