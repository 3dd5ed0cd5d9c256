namespace DevFlow.Sandbox.Slack;

/// <summary>An error as Slack words it; caught in one place and answered with HTTP 200 and <c>ok: false</c>.</summary>
internal sealed class SlackProblem(string error) : Exception(error)
{
    public string Error { get; } = error;

    /// <summary>The scopes that would have done, for <c>missing_scope</c>.</summary>
    public string? Needed { get; init; }

    /// <summary>What is wrong in detail, for <c>response_metadata.messages</c>.</summary>
    public IReadOnlyList<string> Messages { get; init; } = [];

    /// <summary>Slack answers 200 to nearly everything.</summary>
    public int Status { get; init; } = 200;
}
