namespace DevFlow.Core.Plugins;

/// <summary>
/// What a plugin can take part in besides calls to its platform. It is shown before a plugin is installed, so a plugin that takes part
/// in what its manifest does not name is not activated, nor is one that does not do what it names.
/// </summary>
internal static class PluginCapability
{
    public const string Refresh = "refresh";
    public const string Correlation = "correlation";
    public const string Events = "events";
    public const string Hooks = "hooks";
    public const string Socket = "socket";
    public const string Lookup = "lookup";
    public const string Repositories = "repositories";
    public const string Projects = "projects";
    public const string Channels = "channels";

    private static readonly (string Word, string Meaning, Func<IPlatformPlugin, bool> Shows)[] Known =
    [
        (Refresh, "renews credentials, and is handed what renews them", static plugin => plugin.Refresher is not null),
        (Correlation, "tells which events belong together", static plugin => plugin.Correlation is { } map && (map.Rules.Count > 0 || map.AddressForms.Count > 0)),
        (Events, "handles or changes events, also those of other platforms", static plugin => plugin is IEventPlugin),
        (Hooks, "registers webhooks, and asks for deliveries that were missed", static plugin => plugin.WebhookAdministration is not null),
        (Socket, "receives deliveries through sockets", static plugin => plugin.WebhookSocket is not null),
        (Lookup, "looks for what a login lacks before it is tried", static plugin => plugin.LoginLookup is not null),
        (Repositories, "lists repositories", static plugin => plugin.Repositories is not null),
        (Projects, "lists projects, and makes their keys known", static plugin => plugin.Projects is not null),
        (Channels, "lists channels", static plugin => plugin.Channels is not null),
    ];

    /// <summary>The words that are held to.</summary>
    public static IEnumerable<string> Words => Known.Select(static known => known.Word);

    /// <summary>What the words mean for who is asked whether it may be installed.</summary>
    public static IEnumerable<string> Describe(IReadOnlyList<string> words) => Known.Where(known => words.Contains(known.Word, StringComparer.Ordinal)).Select(static known => known.Meaning);

    /// <summary>Says where what a plugin does and what it declares differ, as a clause; null where they agree.</summary>
    public static string? FindDifference(IPlatformPlugin plugin, IReadOnlyList<string> declared)
    {
        foreach ((string word, _, Func<IPlatformPlugin, bool> shows) in Known)
        {
            bool isDeclared = declared.Contains(word, StringComparer.Ordinal);
            if (isDeclared != shows(plugin))
            {
                return isDeclared ? $"its manifest declares '{word}', which it does not offer" : $"it offers '{word}', which its manifest does not declare";
            }
        }

        return null;
    }
}
