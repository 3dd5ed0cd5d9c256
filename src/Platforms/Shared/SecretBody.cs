using System.Buffers;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;

namespace DevFlow.Platforms;

/// <summary>A JSON body with a secret in it: written straight into pinned memory, wiped with the request.</summary>
internal sealed class SecretBody : ByteArrayContent
{
    private readonly byte[] _body;

    private SecretBody(byte[] body, int length)
        : base(body, 0, length)
    {
        _body = body;
        Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
    }

    public static SecretBody Of(Action<Utf8JsonWriter> write)
    {
        PinnedBytes bytes = new();
        using Utf8JsonWriter writer = new(bytes);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
        writer.Flush();
        return new SecretBody(bytes.Bytes, bytes.Length);
    }

    protected override void Dispose(bool disposing)
    {
        CryptographicOperations.ZeroMemory(_body);
        base.Dispose(disposing);
    }

    private sealed class PinnedBytes : IBufferWriter<byte>
    {
        public byte[] Bytes { get; private set; } = GC.AllocateArray<byte>(4096, pinned: true);

        public int Length { get; private set; }

        public void Advance(int count) => Length += count;

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            if (Bytes.Length - Length < Math.Max(1, sizeHint))
            {
                byte[] larger = GC.AllocateArray<byte>(Math.Max(2 * Bytes.Length, Length + sizeHint), pinned: true);
                Bytes.AsSpan(0, Length).CopyTo(larger);
                CryptographicOperations.ZeroMemory(Bytes);
                Bytes = larger;
            }

            return Bytes.AsMemory(Length);
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
