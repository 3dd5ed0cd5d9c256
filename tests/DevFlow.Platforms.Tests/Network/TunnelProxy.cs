using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DevFlow.Platforms.Tests.Network;

/// <summary>A company's proxy: opens a tunnel for CONNECT, wherever it is asked to, to one server; it keeps all it could read.</summary>
internal sealed class TunnelProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentQueue<byte[]> _seen = new();
    private readonly int _target;
    private readonly Task _loop;

    /// <param name="target">The loopback port behind every name.</param>
    public TunnelProxy(int target)
    {
        _target = target;
        _listener.Start();
        _loop = RunAsync(_stop.Token);
    }

    public string Address => $"http://{_listener.LocalEndpoint}/";

    /// <summary>The first line of every request.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>Every byte that callers sent to it or through it.</summary>
    public string Seen => string.Concat(_seen.Select(Encoding.Latin1.GetString));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        List<Task> tunnels = [];
        try
        {
            while (true)
            {
                tunnels.Add(ServeAsync(await _listener.AcceptTcpClientAsync(cancellationToken), cancellationToken));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(tunnels);
        }
    }

    private async Task ServeAsync(TcpClient caller, CancellationToken cancellationToken)
    {
        using TcpClient owned = caller;
        using TcpClient server = new();
        try
        {
            NetworkStream stream = caller.GetStream();
            StringBuilder head = new();
            byte[] one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, cancellationToken) == 1)
            {
                head.Append((char)one[0]);
            }

            _seen.Enqueue(Encoding.Latin1.GetBytes(head.ToString()));
            string first = head.ToString().Split("\r\n")[0];
            _asked.Enqueue(first);
            if (!first.StartsWith("CONNECT ", StringComparison.Ordinal))
            {
                await stream.WriteAsync("HTTP/1.1 502 No tunnel\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellationToken);
                return;
            }

            await server.ConnectAsync(IPAddress.Loopback, _target, cancellationToken);
            await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), cancellationToken);
            await Task.WhenAny(
                CopyAsync(stream, server.GetStream(), _seen.Enqueue, cancellationToken),
                CopyAsync(server.GetStream(), stream, static _ => { }, cancellationToken));
        }
        catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException)
        {
        }
    }

    private static async Task CopyAsync(NetworkStream from, NetworkStream to, Action<byte[]> note, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (await from.ReadAsync(buffer, cancellationToken) is var read && read > 0)
            {
                note(buffer[..read]);
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side closes when it is done.
        }
    }
}
