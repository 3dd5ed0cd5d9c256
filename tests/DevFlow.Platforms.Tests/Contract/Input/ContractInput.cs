namespace DevFlow.Platforms.Tests.Contract;

/// <summary>One request to send.</summary>
/// <param name="Kind">What is good or bad about it.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Subject">The field or parameter it is about: <c>$.title</c>, <c>?state</c>, <c>{repo}</c>; <c>$</c> for the whole.</param>
/// <param name="MediaType">The body's content type; null for no body.</param>
/// <param name="Body">The body.</param>
public sealed record ContractInput(InputKind Kind, string Method, string Path, string Subject = "$", string? MediaType = null, string? Body = null)
{
    /// <summary>The status it must get; null where the kind decides.</summary>
    public int? Status { get; init; }

    public override string ToString() => $"{Kind} {Subject}: {Method} {Path} {(Body is { Length: > 200 } ? Body[..200] : Body)}";
}
