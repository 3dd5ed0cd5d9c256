using System.Text.Json;
using DevFlow;

namespace Kiln;

/// <summary>Lets a failed build of the branch that matters go before other events.</summary>
internal sealed class UrgentBuilds(string branch) : IEventMiddleware
{
    public ValueTask<Event?> InvokeAsync(Event passing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(passing);
        return ValueTask.FromResult<Event?>(IsUrgent(passing.GetData()) ? passing with { Priority = EventPriority.High } : passing);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Scripts may publish under this topic too, with whatever they like in it.
    private bool IsUrgent(JsonElement data) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty("build", out JsonElement build) && build.ValueKind == JsonValueKind.Object
        && TextOf(build, "status") == "failed" && TextOf(build, "branch") == branch;

    private static string? TextOf(JsonElement build, string name) =>
        build.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
