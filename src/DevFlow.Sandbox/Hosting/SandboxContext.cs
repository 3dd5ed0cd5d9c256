using System.Text.Json;
using DevFlow.Sandbox.Faults;

namespace DevFlow.Sandbox.Hosting;

/// <summary>What a platform is built from.</summary>
/// <param name="Address">Where the sandbox listens, with a slash at the end.</param>
/// <param name="Options">What the user asked for.</param>
/// <param name="Clock">Its time.</param>
/// <param name="Chance">Its randomness.</param>
/// <param name="Faults">Asked for the faults of deliveries; those of requests are the server's matter.</param>
/// <param name="Scenario">The platform's part of the scenario: what exists from the start.</param>
internal sealed record SandboxContext(
    Uri Address, SandboxOptions Options, SandboxClock Clock, Chance Chance, FaultPlan Faults, JsonElement Scenario)
{
    /// <summary>The address without a slash at the end: <c>http://127.0.0.1:5000</c>.</summary>
    public string Origin { get; } = Address.GetLeftPart(UriPartial.Authority);

    /// <summary>The number for a bucket: the user's, or the platform's own.</summary>
    public int Limit(string bucket, int otherwise) => Options.Limits.GetValueOrDefault(bucket, otherwise);
}
