namespace DevFlow.Sandbox.Http;

/// <summary>One operation of a platform's API. Platforms derive from it what they have to know besides.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Template">
/// The path as the vendor's description has it: <c>/repos/{owner}/{repo}/contents/{path}</c>. A parameter stands for a whole
/// segment; one whose name ends in <c>*</c>, at the end, for all that follow, if any.
/// </param>
/// <param name="Handler">What carries it out.</param>
internal record Route<TCall>(string Method, string Template, Func<TCall, CancellationToken, ValueTask<Answer>> Handler)
    where TCall : Call
{
    /// <summary>The operation as the ledger and the documentation name it: <c>GET /user</c>.</summary>
    public string Operation { get; } = $"{Method} {Template.Replace("*}", "}", StringComparison.Ordinal)}";
}
