namespace DevFlow.Sandbox.Slack;

/// <summary>The kinds of tokens a method takes.</summary>
[Flags]
internal enum Callers
{
    None = 0,
    Bot = 1,
    User = 2,

    /// <summary>A token of the app itself, <c>xapp-</c>.</summary>
    App = 4,
}
