using System.Collections.Frozen;
using System.Text.Json;

namespace DevFlow.Core.Plugins;

/// <summary>What <c>plugin.json</c> says about a plugin, before any of its code is loaded. What it does not know it refuses: a misspelt property is not left out in silence.</summary>
internal sealed record PluginManifest
{
    public const string FileName = "plugin.json";

    /// <summary>The contract this engine speaks; a plugin whose range does not include it is refused.</summary>
    public const string SupportedContract = "0.1.0";

    public const int MaxBytes = 64 * 1024;

    private const string OwnTopics = "devflow";
    private const int MaxNameLength = 64;
    private const int MaxDescriptionLength = 400;
    private const int MaxEntries = 16;

    public required string Id { get; init; }

    public required string Name { get; init; }

    public string Description { get; init; } = "";

    public required string Version { get; init; }

    /// <summary>The versions of the contract it was made for, as <see cref="VersionRange"/> takes them.</summary>
    public required string Contract { get; init; }

    public required string Assembly { get; init; }

    /// <summary>The plugins it needs, each with the range of versions that will do.</summary>
    public IReadOnlyDictionary<string, string> Dependencies { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>What it takes part in: words of <see cref="PluginCapability"/>, which are held to, and words of its own.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>What can be set; null where nothing can.</summary>
    public SettingsSchema? Settings { get; init; }

    public PluginVersion ParsedVersion => PluginVersion.TryParse(Version, out PluginVersion? version) ? version : throw new InvalidOperationException("The manifest was not validated.");

    /// <summary>Reads and validates it.</summary>
    /// <param name="content">The file; null where there is none.</param>
    /// <param name="origin">Where it came from, for the error.</param>
    /// <exception cref="DevFlowException">It cannot be used; <see cref="ErrorReason.PluginInvalid"/>, with the reason.</exception>
    public static PluginManifest Parse(ReadOnlySpan<byte> content, string origin)
    {
        try
        {
            if (content.Length > MaxBytes)
            {
                throw new FormatException($"it is larger than {MaxBytes} bytes");
            }

            PluginManifest manifest = ManifestReader.Read(content);
            manifest.Validate();
            return manifest;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            throw new DevFlowException(
                ErrorReason.PluginInvalid,
                $"The plugin manifest '{origin}' cannot be used: {exception.Message.TrimEnd('.')}.",
                "Install a version of the plugin whose plugin.json is right, or remove it.",
                exception)
            {
                Target = origin,
            };
        }
    }

    /// <summary>True for what may be an id: it names folders, handlers and topics.</summary>
    public static bool IsId(string? id) => id is { Length: > 0 and <= 32 } && id.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));

    private void Validate()
    {
        Require(IsId(Id), "its id must be 1 to 32 lower-case letters and digits");
        Require(Id != OwnTopics, $"the id {OwnTopics} is taken: the engine's own events begin with it");
        Require(IsLine(Name, MaxNameLength) && Name.Length > 0, $"its name must be 1 to {MaxNameLength} characters on one line");
        Require(IsLine(Description, MaxDescriptionLength), $"its description must be at most {MaxDescriptionLength} characters on one line");
        Require(PluginVersion.TryParse(Version, out _), "its version must be like 1.2.3 or 1.2.3-beta.1");
        Require(VersionRange.TryParse(Contract, out VersionRange? contract), "its contract must be a version such as 0.1 or a range such as [0.1,0.3)");
        Require(PluginVersion.TryParse(SupportedContract, out PluginVersion? supported) && contract!.Contains(supported), $"it was built for contract {Contract}, and this DevFlow speaks {SupportedContract}");
        Require(
            Assembly.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) && PackagePath.IsSafe(Assembly) && !Assembly.Contains('/', StringComparison.Ordinal),
            "its assembly must be the name of a .dll in the plugin's folder");
        Require(Dependencies.Count <= MaxEntries && Capabilities.Count <= MaxEntries, $"it names more than {MaxEntries} dependencies or capabilities");
        foreach ((string id, string range) in Dependencies)
        {
            Require(IsId(id) && VersionRange.TryParse(range, out _), $"its dependency on '{id}' must be an id with a version such as 1.0 or a range such as [1.0,3.0)");
        }

        Require(Capabilities.All(static word => IsId(word)), "a capability must be a word of 1 to 32 lower-case letters and digits");
        Settings?.Validate();
    }

    private static bool IsLine(string text, int maxLength) => text.Length <= maxLength && !text.Any(char.IsControl);

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new FormatException(otherwise);
        }
    }
}
