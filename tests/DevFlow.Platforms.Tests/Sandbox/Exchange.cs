namespace DevFlow.Platforms.Tests.Sandbox;

/// <summary>A request and the status it must get.</summary>
/// <param name="Method">The method.</param>
/// <param name="Template">The path in the vendor's description.</param>
/// <param name="Path">What is asked for; <c>{hook}</c> stands for the id of a hook that exists.</param>
/// <param name="Status">The status expected.</param>
/// <param name="Body">The body; null for none.</param>
public sealed record Exchange(string Method, string Template, string Path, int Status, string? Body = null)
{
    public override string ToString() => $"{Method} {Path} {Status} {(Body is { Length: > 60 } ? Body[..60] : Body)}";
}
