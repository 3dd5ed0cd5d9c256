namespace DevFlow.Platforms.Tests.Contract;

/// <summary>A request written by hand, for what no generator thinks of, and the status it must get.</summary>
/// <param name="Method">The method.</param>
/// <param name="Template">The path in the vendor's description.</param>
/// <param name="Path">What is asked for; <c>{hook_id}</c> stands for that known value.</param>
/// <param name="Status">The status expected.</param>
/// <param name="Body">The body, JSON, in which <c>&lt;hook_id&gt;</c> stands for that known value; null for none.</param>
public sealed record Exchange(string Method, string Template, string Path, int Status, string? Body = null);
