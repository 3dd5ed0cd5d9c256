using System.Text.Json;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>A parameter in the path, the query or a header.</summary>
/// <param name="Name">Its name.</param>
/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="IsRequired">Whether a request without it is wrong.</param>
/// <param name="Schema">What it may be; undefined where the description does not say.</param>
/// <param name="TakesSlashes">Whether its value may span several segments of the path.</param>
public sealed record ApiParameter(string Name, string In, bool IsRequired, JsonElement Schema, bool TakesSlashes);
