namespace DevFlow.Platforms.Tests.Contract;

/// <summary>An operation as its vendor describes it.</summary>
/// <param name="Description">The description it stands in.</param>
/// <param name="Method">The method, in capitals.</param>
/// <param name="Template">The path with the base path, its parameters in braces.</param>
/// <param name="Id">The operation's id; empty where it has none.</param>
/// <param name="Parameters">Parameters of path, query and headers.</param>
/// <param name="Body">The request body; null for none.</param>
/// <param name="Responses">By status, or <c>default</c>.</param>
public sealed record ApiOperation(
    ApiDescription Description,
    string Method,
    string Template,
    string Id,
    IReadOnlyList<ApiParameter> Parameters,
    ApiBody? Body,
    IReadOnlyDictionary<string, ApiResponse> Responses)
{
    /// <summary>How the operation is called in files and messages: <c>GET /user</c>.</summary>
    public string Name => $"{Method} {Template}";

    public override string ToString() => Name;
}
