namespace DevFlow;

/// <summary>One thing that was looked at in a plugin.</summary>
/// <param name="Name">What was looked at, such as <c>files</c> or <c>references</c>.</param>
/// <param name="Passed">True where it is as it must be; null where it could not be looked at.</param>
/// <param name="Detail">What was found.</param>
public sealed record PluginCheck(string Name, bool? Passed, string Detail)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Detail}";
}
