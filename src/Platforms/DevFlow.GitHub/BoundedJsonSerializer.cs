using System.Text.Json;
using Octokit.Internal;

namespace DevFlow.GitHub;

/// <summary>
/// Octokit's serializer behind a limit of depth: its parser recurses without one, and a stack overflow ends the process,
/// whatever a caller catches.
/// </summary>
internal sealed class BoundedJsonSerializer : IJsonSerializer
{
    private const int MaxDepth = 64;

    private readonly SimpleJsonSerializer _octokit = new();

    public string Serialize(object item) => _octokit.Serialize(item);

    /// <exception cref="JsonException">The text is no JSON, or nested too deeply.</exception>
    public T Deserialize<T>(string json)
    {
        JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth }).Dispose();
        return _octokit.Deserialize<T>(json);
    }
}
