using System.Text.Json.Nodes;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>What is known of a parameter or a field.</summary>
/// <param name="IsKnown">False where the generator is to make a value of its own, or to leave an optional one out.</param>
/// <param name="Value">The value; null where it is to be left out.</param>
/// <param name="IsNeeded">Whether the platform refuses a request without it, though its description calls it optional.</param>
public readonly record struct KnownValue(bool IsKnown, JsonNode? Value, bool IsNeeded = false)
{
    public static KnownValue None { get; }

    public static KnownValue Omitted { get; } = new(true, null);

    public bool IsOmitted => IsKnown && Value is null;
}
