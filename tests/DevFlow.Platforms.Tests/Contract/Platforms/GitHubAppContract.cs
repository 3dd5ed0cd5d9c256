using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using DevFlow.Platforms.Tests.Sandbox.GitHub;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>What GitHub's operations for Apps and OAuth applications need: other credentials, and things they ask about.</summary>
internal sealed class GitHubAppContract(SandboxServer server, string userToken)
{
    private readonly AppLogin _login = new(server);

    /// <summary>Chooses the credential an operation wants.</summary>
    public async ValueTask<AuthenticationHeaderValue?> AuthorizeAsync(ContractInput input, CancellationToken cancellationToken)
    {
        string path = input.Path.TrimStart('/').Split('?')[0];
        return path switch
        {
            _ when path.StartsWith("applications/", StringComparison.Ordinal) => _login.Basic(),
            _ when path.StartsWith("installation/", StringComparison.Ordinal) || IsCheck(input.Method, path) => new("Bearer", await CreateTokenAsync(cancellationToken)),
            _ when path == "app" || path.StartsWith("app/", StringComparison.Ordinal) || path.EndsWith("/installation", StringComparison.Ordinal) => _login.Bearer(server.StartedAt),
            _ => new("Bearer", userToken),
        };
    }

    public async Task AddKnownAsync(KnownValues known, CancellationToken cancellationToken)
    {
        known.Add("app_slug", "sandbox-app");
        known.Add("client_id", _login.ClientId);
        known.Add("username", "octocat");
        known.Add("org", "octo-org");
        known.Add("installation_id", async cancellation => JsonValue.Create(await FindInstallationAsync(cancellation)));
        known.Add("$.repositories", new JsonArray("hello-world"));
        known.Add("$.repository_ids", null as JsonNode);
        known.Add("$.permissions", new JsonObject { ["issues"] = "read" });
        known.Add("$.access_token", CreateUserTokenAsync, isNeeded: true);
        known.Add("$.credentials", new JsonArray("ghp_0000000000"));
        known.Add("delivery_id", await DeliverAsync(cancellationToken), "* /app/hook/*");
        known.Add("status", null as JsonNode, "* /app/hook/*");
    }

    // Checks are made by Apps alone.
    private static bool IsCheck(string method, string path) => method != "GET" && path.Contains("/check-", StringComparison.Ordinal);

    private async Task<JsonNode?> CreateUserTokenAsync(CancellationToken cancellationToken) =>
        JsonValue.Create((await _login.RunDeviceFlowAsync(_login.ClientId, cancellationToken)).GetProperty("access_token").GetString());

    private async Task<long> FindInstallationAsync(CancellationToken cancellationToken)
    {
        JsonElement installations = await _login.CallAsync(_login.Bearer(server.StartedAt), "GET", "app/installations", cancellationToken: cancellationToken);
        return installations[0].GetProperty("id").GetInt64();
    }

    // Nobody listens at port 9, so the ping fails at once; it is in the log all the same.
    private async Task<long> DeliverAsync(CancellationToken cancellationToken)
    {
        await _login.CallAsync(_login.Bearer(server.StartedAt), "PATCH", "app/hook/config", """{"url":"http://127.0.0.1:9/app"}""", cancellationToken);
        JsonElement deliveries;
        do
        {
            deliveries = await _login.CallAsync(_login.Bearer(server.StartedAt), "GET", "app/hook/deliveries", cancellationToken: cancellationToken);
        }
        while (deliveries.GetArrayLength() == 0);
        return deliveries[0].GetProperty("id").GetInt64();
    }

    private async Task<string> CreateTokenAsync(CancellationToken cancellationToken)
    {
        long id = await FindInstallationAsync(cancellationToken);
        JsonElement token = await _login.CallAsync(
            _login.Bearer(server.StartedAt), "POST", $"app/installations/{id}/access_tokens", cancellationToken: cancellationToken);
        return token.GetProperty("token").GetString()!;
    }
}
