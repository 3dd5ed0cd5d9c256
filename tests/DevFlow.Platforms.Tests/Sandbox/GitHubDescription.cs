using System.Text.Json;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.Sandbox;

/// <summary>GitHub's OpenAPI description, read once; not part of the repository.</summary>
internal sealed class GitHubDescription
{
    private static readonly Lazy<GitHubDescription?> Loaded = new(Load);

    private readonly JsonElement _root;

    private GitHubDescription(JsonElement root) => _root = root;

    public static GitHubDescription Instance
    {
        get
        {
            Assert.SkipWhen(Loaded.Value is null, "The vendor's description is not on this machine (DEVFLOW_TESTDATA).");
            return Loaded.Value!;
        }
    }

    /// <summary>Finds what an operation says about a status.</summary>
    /// <param name="template">The path as the description has it.</param>
    /// <param name="method">The method.</param>
    /// <param name="status">The status.</param>
    /// <param name="schema">The body's schema; undefined where there is to be no body.</param>
    /// <returns>False where the operation does not mention the status.</returns>
    public bool TryFindResponse(string template, string method, int status, out JsonElement schema)
    {
        schema = default;
        JsonElement responses = _root.GetProperty("paths").GetProperty(template)
            .GetProperty(method.ToLowerInvariant()).GetProperty("responses");
        if (!responses.TryGetProperty($"{status}", out JsonElement response))
        {
            return false;
        }

        response = Resolve(response, out _);
        if (response.TryGetProperty("content", out JsonElement content))
        {
            schema = content.GetProperty("application/json").GetProperty("schema");
        }

        return true;
    }

    public JsonElement Schema(string name) => _root.GetProperty("components").GetProperty("schemas").GetProperty(name);

    /// <summary>Follows references until there are none.</summary>
    public JsonElement Resolve(JsonElement element, out string? name)
    {
        name = null;
        while (element.TryGetProperty("$ref", out JsonElement reference))
        {
            string pointer = reference.GetString()!;
            name = pointer[(pointer.LastIndexOf('/') + 1)..];
            element = pointer.Split('/')[1..].Aggregate(_root, (parent, part) => parent.GetProperty(part));
        }

        return element;
    }

    private static GitHubDescription? Load() => RepositoryRoot.SharedData("specs", "github.json") is { } file
        ? new(JsonElement.Parse(File.ReadAllBytes(file)))
        : null;
}
