namespace DevFlow.Sandbox.Jira;

/// <summary>What stands on the right side: a value, a function, or a list of them.</summary>
/// <param name="Text">The value, or the function's name.</param>
internal sealed record JqlOperand(string Text)
{
    /// <summary>True for EMPTY and NULL.</summary>
    public bool IsEmpty { get; init; }

    public bool IsFunction { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The members of a list; null for a single value.</summary>
    public IReadOnlyList<JqlOperand>? Items { get; init; }

    public string Display => IsFunction ? $"{Text}()" : Text;
}
