using System.Text.Json;
using System.Text.Json.Serialization;

namespace DevFlow.Core.Plugins;

/// <summary>What <c>plugin.json</c> says about a plugin, before any of its code is loaded.</summary>
internal sealed record PluginManifest
{
    public const string FileName = "plugin.json";

    /// <summary>The contract this engine speaks; a plugin built for another one is refused.</summary>
    public const string SupportedContract = "0.1";

    private const int MaxBytes = 64 * 1024;

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string Contract { get; init; }

    public required string Assembly { get; init; }

    [JsonIgnore]
    public string Folder { get; private init; } = "";

    public static PluginManifest Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                throw Invalid(path, $"it is larger than {MaxBytes} bytes");
            }

            PluginManifest manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), PluginJson.Default.PluginManifest)
                ?? throw Invalid(path, "it is empty");
            manifest.Validate(path);
            return manifest with { Folder = folder };
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw Invalid(path, exception.Message, exception);
        }
    }

    private void Validate(string path)
    {
        if (Id.Length is 0 or > 32 || !Id.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)))
        {
            throw Invalid(path, "its id must be 1 to 32 lower-case letters and digits");
        }

        if (Contract != SupportedContract)
        {
            throw Invalid(path, $"it was built for contract {Contract}, and this DevFlow speaks {SupportedContract}");
        }

        if (Assembly.Length == 0 || Path.GetFileName(Assembly) != Assembly)
        {
            throw Invalid(path, "its assembly must be a file name in the plugin's folder");
        }
    }

    private static DevFlowException Invalid(string path, string cause, Exception? inner = null) =>
        new(ErrorReason.PluginInvalid, $"The plugin manifest '{path}' cannot be used: {cause}.", "Install the plugin again, or remove its folder.", inner)
        {
            Target = path,
        };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PluginManifest))]
internal sealed partial class PluginJson : JsonSerializerContext;
