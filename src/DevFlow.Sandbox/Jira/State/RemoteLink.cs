using System.Text.Json;

namespace DevFlow.Sandbox.Jira;

/// <summary>A link from an issue to something elsewhere. What was sent is kept as it was.</summary>
internal sealed class RemoteLink(long id, string? globalId, JsonElement content)
{
    public long Id { get; } = id;

    /// <summary>What the sender knows it by: sending it again changes the link instead of adding one.</summary>
    public string? GlobalId { get; } = globalId;

    /// <summary>An object with <c>application</c>, <c>relationship</c> and <c>object</c>.</summary>
    public JsonElement Content { get; set; } = content;
}
