namespace DevFlow.Platforms.Tests.Contract;

/// <summary>A route the sandbox serves, and the operation it stands for.</summary>
/// <param name="Method">The method.</param>
/// <param name="Template">The path with its parameters in braces.</param>
/// <param name="Operation">What the description says; null where it knows no such operation.</param>
public sealed record ServedRoute(string Method, string Template, ApiOperation? Operation)
{
    /// <summary>The operation's name; the route's own where no description has it.</summary>
    public string Name => Operation?.Name ?? $"{Method} {Template}";
}
