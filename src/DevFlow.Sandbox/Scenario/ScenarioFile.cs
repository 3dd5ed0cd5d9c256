using System.Text.Json;

namespace DevFlow.Sandbox.Scenario;

/// <summary>What exists when a sandbox starts: a JSON object with one member a platform, from a file or built in.</summary>
internal static class ScenarioFile
{
    private const long MaxSize = 16 * 1024 * 1024;

    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads the part of a platform.</summary>
    /// <param name="path">The file; null takes the built-in scenario.</param>
    /// <param name="platform">The platform's name; a file without its member takes the built-in one.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="DevFlowException">The file is missing, too large or not such an object.</exception>
    public static async Task<JsonElement> ReadAsync(string? path, string platform, CancellationToken cancellationToken)
    {
        if (path is not null && FindPart(path, await ReadAsync(path, cancellationToken).ConfigureAwait(false), platform) is { } part)
        {
            return part.ValueKind == JsonValueKind.Object ? part : throw Refuse(path, $"\"{platform}\" is not an object");
        }

        return await ReadBuiltInAsync(platform, cancellationToken).ConfigureAwait(false);
    }

    // A misspelt platform, or a platform's part without its name around it, must not pass for a file about other platforms.
    private static JsonElement? FindPart(string path, JsonElement file, string platform)
    {
        JsonElement? part = null;
        foreach (JsonProperty member in file.EnumerateObject())
        {
            if (!SandboxHost.IsPlatform(member.Name))
            {
                throw Refuse(path, $"its member \"{member.Name}\" is no platform");
            }

            part = member.NameEquals(platform) ? member.Value : part;
        }

        return part;
    }

    private static async Task<JsonElement> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length > MaxSize)
            {
                throw Refuse(path, "it is larger than 16 MiB");
            }

            using JsonDocument document = await JsonDocument.ParseAsync(file, Options, cancellationToken).ConfigureAwait(false);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw Refuse(path, "it does not hold a JSON object");
        }
        catch (JsonException error)
        {
            throw Refuse(path, $"it is not JSON ({error.Message})", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refuse(path, error.Message.TrimEnd('.'), error);
        }
    }

    private static async Task<JsonElement> ReadBuiltInAsync(string platform, CancellationToken cancellationToken)
    {
        using Stream? resource = typeof(ScenarioFile).Assembly.GetManifestResourceStream($"{platform}.scenario.json");
        if (resource is null)
        {
            return JsonElement.Parse("{}");
        }

        using JsonDocument document = await JsonDocument.ParseAsync(resource, Options, cancellationToken).ConfigureAwait(false);
        return document.RootElement.Clone();
    }

    private static DevFlowException Refuse(string path, string why, Exception? cause = null) => new(
        ErrorReason.InvalidArgument,
        $"The scenario {path} cannot be used: {why}.",
        "Name a JSON file with one member a platform, such as about_DevFlow_Sandbox shows, or leave -Scenario out for the built-in one.",
        cause)
    { Target = path };
}
