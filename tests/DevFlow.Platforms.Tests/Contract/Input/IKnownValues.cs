using System.Text.Json.Nodes;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>What a description cannot know: the values that exist in the sandbox.</summary>
public interface IKnownValues
{
    /// <summary>Finds the value of a parameter or of a field of the body, and creates what it names where need be.</summary>
    /// <param name="operation">The operation to be called.</param>
    /// <param name="name">The parameter's name; of a field its place in the body, as <c>$.config.url</c>.</param>
    /// <param name="cancellationToken">Cancels the creation.</param>
    ValueTask<KnownValue> FindAsync(ApiOperation operation, string name, CancellationToken cancellationToken);

    /// <summary>A well-formed value that names nothing, for what cannot be told from any other text.</summary>
    /// <returns>Null where there is none; a parameter of a path gets a made-up one then.</returns>
    JsonNode? FindUnknown(ApiOperation operation, string name);
}
