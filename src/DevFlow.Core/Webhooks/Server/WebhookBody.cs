using System.Buffers;

namespace DevFlow.Core.Webhooks;

/// <summary>A request body in a pooled buffer that grows with what has arrived, never with what was announced.</summary>
internal sealed class WebhookBody : IDisposable
{
    private const int FirstBuffer = 32 * 1024;
    private byte[] _buffer;
    private readonly WebhookBodyBudget _budget;
    private int _length;
    private long _taken;

    private WebhookBody(int firstBuffer, WebhookBodyBudget budget)
    {
        _budget = budget;
        _buffer = ArrayPool<byte>.Shared.Rent(firstBuffer);
    }

    /// <summary>The bytes; valid until <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads a body to its end.</summary>
    /// <returns>The body; null as soon as it is longer than allowed. No more than one byte past the cap is taken in.</returns>
    /// <exception cref="WebhookBusyException">The budget is used up; what fits into the first buffer is always taken.</exception>
    public static async ValueTask<WebhookBody?> ReadAsync(Stream source, long? announced, int maxLength, WebhookBodyBudget budget, CancellationToken cancellationToken)
    {
        // One byte more than announced, so that the end of a body of the announced length is seen without growing.
        WebhookBody body = new((int)Math.Min(FirstBuffer, (announced ?? FirstBuffer) + 1), budget);
        try
        {
            while (true)
            {
                int room = Math.Min(body._buffer.Length, maxLength + 1) - body._length;
                int read = await source.ReadAsync(body._buffer.AsMemory(body._length, room), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    return body;
                }

                body._length += read;
                if (body._length > maxLength)
                {
                    body.Dispose();
                    return null;
                }

                if (body._length == body._buffer.Length)
                {
                    body.Grow(maxLength);
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        _length = 0;
        _budget.Return(_taken);
        _taken = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Grow(int maxLength)
    {
        int size = (int)Math.Min(_buffer.Length * 2L, maxLength + 1L);
        long more = size - _taken;
        if (!_budget.TryTake(more))
        {
            throw new WebhookBusyException();
        }

        _taken += more;
        byte[] larger = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
