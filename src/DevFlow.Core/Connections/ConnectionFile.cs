using System.Text.Json;
using System.Text.Json.Serialization;
using DevFlow.Core.Files;

namespace DevFlow.Core.Connections;

/// <summary><c>connections.json</c>: the connections without their secrets, shared by every process of the user.</summary>
internal sealed class ConnectionFile(HomeFolder home, TimeProvider time)
{
    private const int FormatVersion = 1;

    public IReadOnlyList<Connection> Read()
    {
        string path = home.File("connections.json");
        try
        {
            Content content = File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ConnectionJson.Default.Content) ?? new() : new();
            if (content.Connections.Any(static c => c is null))
            {
                throw new JsonException("an entry is empty");
            }

            return content.FormatVersion == FormatVersion
                ? content.Connections
                : throw new JsonException($"format version {content.FormatVersion} is not known to this DevFlow");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new DevFlowException(ErrorReason.StoreCorrupt, $"The connections in '{path}' cannot be read: {exception.Message}", "Restore the file, or remove it and connect again.", exception) { Target = path };
        }
    }

    /// <summary>Adds a connection, or replaces the one of its name, which stays the default where it was.</summary>
    public Task SaveAsync(Connection connection, CancellationToken cancellationToken) => ChangeAsync(
        all => [.. all.Where(other => !Is(other, connection.Name)), connection with { IsDefault = all.Any(other => Is(other, connection.Name) && other.IsDefault && other.Platform == connection.Platform) }],
        cancellationToken);

    /// <summary>Forgets a connection; nothing where there is none of this name.</summary>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(all => [.. all.Where(other => !Is(other, name))], cancellationToken);

    /// <summary>Makes a connection the default of its platform, in place of any other.</summary>
    public Task SelectAsync(Connection connection, CancellationToken cancellationToken) => ChangeAsync(
        all => [.. all.Select(other => other.Platform == connection.Platform ? other with { IsDefault = Is(other, connection.Name) } : other)],
        cancellationToken);

    private async Task ChangeAsync(Func<IReadOnlyList<Connection>, IReadOnlyList<Connection>> change, CancellationToken cancellationToken)
    {
        using FileLock held = await FileLock.TakeAsync(home.File("connections.lock"), time, cancellationToken).ConfigureAwait(false);
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(new Content { Connections = change(Read()) }, ConnectionJson.Default.Content);
        await new PrivateFile(time).WriteAsync(home.File("connections.json"), content, cancellationToken).ConfigureAwait(false);
    }

    private static bool Is(Connection connection, string name) => string.Equals(connection.Name, name, StringComparison.OrdinalIgnoreCase);

    internal sealed record Content
    {
        public int FormatVersion { get; init; } = ConnectionFile.FormatVersion;

        public IReadOnlyList<Connection> Connections { get; init; } = [];
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ConnectionFile.Content))]
internal sealed partial class ConnectionJson : JsonSerializerContext;
