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

    public async Task SaveAsync(Connection connection, CancellationToken cancellationToken)
    {
        using FileLock held = await FileLock.TakeAsync(home.File("connections.lock"), time, cancellationToken).ConfigureAwait(false);
        List<Connection> all = [.. Read().Where(other => !string.Equals(other.Name, connection.Name, StringComparison.OrdinalIgnoreCase)), connection];
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(new Content { Connections = all }, ConnectionJson.Default.Content);
        await new PrivateFile(time).WriteAsync(home.File("connections.json"), content, cancellationToken).ConfigureAwait(false);
    }

    internal sealed record Content
    {
        public int FormatVersion { get; init; } = ConnectionFile.FormatVersion;

        public IReadOnlyList<Connection> Connections { get; init; } = [];
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ConnectionFile.Content))]
internal sealed partial class ConnectionJson : JsonSerializerContext;
