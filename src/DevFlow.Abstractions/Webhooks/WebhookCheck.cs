namespace DevFlow;

/// <summary>One step of a signature's verification.</summary>
/// <param name="What">What was looked at.</param>
/// <param name="Passed">Whether it is as it must be.</param>
public sealed record WebhookCheck(string What, bool Passed)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(Passed ? "passed" : "failed")}: {What}";
}
