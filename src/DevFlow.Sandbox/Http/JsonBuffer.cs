using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DevFlow.Sandbox.Http;

/// <summary>A pooled JSON body: the whole text is known before the first header, so length and entity tag can be sent.</summary>
internal sealed class JsonBuffer : IDisposable
{
    private const int MaxPooled = 64;
    private const int MaxPooledSize = 256 * 1024;

    private static readonly ConcurrentQueue<JsonBuffer> Pool = new();

    // Relaxed escaping because the platforms send text as plain UTF-8; nothing here ends up inside HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _bytes = new(4096);

    private JsonBuffer() => Writer = new(_bytes, Options);

    public Utf8JsonWriter Writer { get; }

    public static JsonBuffer Rent() => Pool.TryDequeue(out JsonBuffer? buffer) ? buffer : new();

    /// <summary>What is written, as an element of its own.</summary>
    public static JsonElement ToElement(Action<Utf8JsonWriter> write)
    {
        using JsonBuffer buffer = Rent();
        write(buffer.Writer);
        return JsonElement.Parse(buffer.Finish().Span);
    }

    /// <summary>Ends the text and returns it; valid until the buffer is disposed.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        Writer.Flush();
        return _bytes.WrittenMemory;
    }

    /// <summary>Gives the buffer back to the pool; to be called once.</summary>
    public void Dispose()
    {
        if (_bytes.Capacity > MaxPooledSize || Pool.Count >= MaxPooled)
        {
            Writer.Dispose();
            return;
        }

        _bytes.ResetWrittenCount();
        Writer.Reset();
        Pool.Enqueue(this);
    }
}
