using System.Text;
using System.Text.Json;

namespace DevFlow.Sandbox.Http;

/// <summary>What a route answers; sending it gives the body's buffer back. Headers are set on the response itself.</summary>
internal sealed class Answer : IDisposable
{
    public const string JsonType = "application/json; charset=utf-8";

    private readonly JsonBuffer? _json;
    private readonly ReadOnlyMemory<byte> _bytes;

    private Answer(int status, string? contentType, JsonBuffer? json, ReadOnlyMemory<byte> bytes)
    {
        Status = status;
        ContentType = contentType;
        _json = json;
        _bytes = bytes;
    }

    /// <summary>The route has answered by itself, as a websocket does.</summary>
    public static Answer Handled { get; } = new(0, null, null, default);

    /// <summary>The connection is to be reset without an answer.</summary>
    public static Answer Reset { get; } = new(0, null, null, default);

    public int Status { get; }

    /// <summary>Null where there is no body.</summary>
    public string? ContentType { get; }

    public static Answer Empty(int status) => new(status, null, null, default);

    /// <param name="status">The status.</param>
    /// <param name="body">The body, finished or not; it is given back after sending.</param>
    public static Answer Json(int status, JsonBuffer body) => new(status, JsonType, body, default);

    public static Answer Json(int status, Action<Utf8JsonWriter> write)
    {
        JsonBuffer body = JsonBuffer.Rent();
        write(body.Writer);
        return Json(status, body);
    }

    public static Answer Text(int status, string contentType, string text) => Raw(status, contentType, Encoding.UTF8.GetBytes(text));

    public static Answer Raw(int status, string contentType, ReadOnlyMemory<byte> bytes) => new(status, contentType, null, bytes);

    /// <summary>The body; valid until the answer is disposed.</summary>
    public ReadOnlyMemory<byte> Finish() => _json?.Finish() ?? _bytes;

    public void Dispose() => _json?.Dispose();
}
