using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace DevFlow.Benchmarks.Sandbox;

/// <summary>Asks a server for the same thing over a few connections, as fast as it answers, with as little work as there can be on this side.</summary>
internal static class Load
{
    private const int Connections = 32;

    /// <returns>Answers a second, and the size of an answer's body.</returns>
    public static async Task<(double Rate, int BodySize)> RunAsync(Uri server, string path, string token, TimeSpan duration, CancellationToken cancellationToken)
    {
        byte[] request = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Bearer {token}\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n"));
        long answers = 0;
        int bodySize = 0;
        Stopwatch watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(server.Host, server.Port, cancellationToken);
            byte[] buffer = new byte[64 * 1024];
            while (watch.Elapsed < duration)
            {
                await socket.SendAsync(request, cancellationToken);
                bodySize = await ReadAnswerAsync(socket, buffer, cancellationToken);
                Interlocked.Increment(ref answers);
            }
        }));
        return (answers / watch.Elapsed.TotalSeconds, bodySize);
    }

    private static async ValueTask<int> ReadAnswerAsync(Socket socket, byte[] buffer, CancellationToken cancellationToken)
    {
        int filled = 0;
        while (true)
        {
            int received = await socket.ReceiveAsync(buffer.AsMemory(filled), cancellationToken);
            filled += received;
            int head = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            if (head >= 0 && ReadLength(buffer.AsSpan(0, head)) is var length && filled >= head + 4 + length)
            {
                return length;
            }

            if (received == 0)
            {
                throw new InvalidOperationException("The server closed the connection.");
            }
        }
    }

    private static int ReadLength(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 200"u8))
        {
            throw new InvalidOperationException($"The server answered: {Encoding.ASCII.GetString(head)}");
        }

        ReadOnlySpan<byte> name = "\r\nContent-Length: "u8;
        ReadOnlySpan<byte> value = head[(head.IndexOf(name) + name.Length)..];
        int end = value.IndexOf((byte)'\r');
        return int.Parse(end < 0 ? value : value[..end], CultureInfo.InvariantCulture);
    }
}
