using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DevFlow.Core.Tests.Webhooks;

/// <summary>Sends bytes no HTTP client would send, and reads the answer.</summary>
internal sealed class RawHttp : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public static async Task<RawHttp> ConnectAsync(Uri listener, CancellationToken cancellationToken)
    {
        RawHttp raw = new();
        await raw._socket.ConnectAsync(IPAddress.Loopback, listener.Port, cancellationToken);
        return raw;
    }

    /// <summary>Sends one request on a connection of its own and returns the status of the answer; 0 for none.</summary>
    public static async Task<int> SendAsync(Uri listener, string request, CancellationToken cancellationToken)
    {
        using RawHttp raw = await ConnectAsync(listener, cancellationToken);
        await raw.WriteAsync(Encoding.Latin1.GetBytes(request), cancellationToken);
        return Status(await raw.ReadHeadAsync(cancellationToken));
    }

    public static int Status(string head) => head.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(head.AsSpan(9, 3), provider: null) : 0;

    /// <summary>Sends; false once the other side takes no more.</summary>
    public async Task<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            while (bytes.Length > 0)
            {
                bytes = bytes[await _socket.SendAsync(bytes, cancellationToken)..];
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Reads up to the blank line, or to the end of the connection.</summary>
    public async Task<string> ReadHeadAsync(CancellationToken cancellationToken)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await ReadAsync(one, cancellationToken) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    /// <summary>Waits until the other side has closed the connection.</summary>
    public async Task<bool> IsClosedAsync(CancellationToken cancellationToken) => await ReadAsync(new byte[1], cancellationToken) == 0;

    public void Dispose() => _socket.Dispose();

    private async Task<int> ReadAsync(byte[] target, CancellationToken cancellationToken)
    {
        try
        {
            return await _socket.ReceiveAsync(target, cancellationToken);
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
