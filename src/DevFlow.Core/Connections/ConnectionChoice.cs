namespace DevFlow.Core.Connections;

/// <summary>Which connection is meant, by as much as a user says.</summary>
internal static class ConnectionChoice
{
    /// <summary>The one of the name; without a name the platform's default, and without a platform that of the only one connected to.</summary>
    /// <param name="all">The connections there are.</param>
    /// <param name="name">The name; null where none is given.</param>
    /// <param name="platforms">The platforms that come into question; empty for all.</param>
    /// <exception cref="DevFlowException">None fits, or several do.</exception>
    public static Connection Find(IReadOnlyList<Connection> all, string? name, params IReadOnlyCollection<string> platforms)
    {
        if (name is not null)
        {
            Connection named = all.FirstOrDefault(c => Same(c.Name, name)) ?? throw NotFound($"There is no connection '{name}'.", all, name);
            return platforms.Count == 0 || platforms.Contains(named.Platform, StringComparer.OrdinalIgnoreCase)
                ? named
                : throw new DevFlowException(
                    ErrorReason.InvalidArgument,
                    $"The connection '{named.Name}' leads to {named.Platform}, which has none of this.",
                    $"Name a connection to {string.Join(" or ", platforms)}.") { Target = named.Name };
        }

        Connection[] fitting = [.. all.Where(c => platforms.Count == 0 || platforms.Contains(c.Platform, StringComparer.OrdinalIgnoreCase))];
        return fitting switch
        {
            [Connection only] => only,
            [] => throw NotFound(platforms.Count == 0 ? "There is no connection." : $"There is no connection to {string.Join(" or ", platforms)}.", all, platforms.FirstOrDefault()),
            _ => Default(fitting) ?? throw NotFound("Several connections fit.", all, platforms.FirstOrDefault()),
        };
    }

    // Of several platforms none is more likely meant than another.
    private static Connection? Default(Connection[] fitting) => Array.TrueForAll(fitting, c => c.Platform == fitting[0].Platform)
        ? Array.Find(fitting, static c => c.IsDefault) ?? Array.Find(fitting, static c => Same(c.Name, c.Platform))
        : null;

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static DevFlowException NotFound(string what, IReadOnlyList<Connection> all, string? target) => new(
        ErrorReason.ConnectionNotFound,
        all.Count == 0 ? what : $"{what} There are: {string.Join(", ", all.Select(static c => c.Name))}.",
        all.Count == 0
            ? "Connect first: Connect-DevFlowPlatform <platform> -Token (Read-Host -AsSecureString); Get-DevFlowPlatform lists the platforms."
            : "Name one with -Connection, or choose a platform's default with Select-DevFlowConnection.") { Target = target };
}
