using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace DevFlow.Benchmarks.Webhooks;

/// <summary>Sends deliveries to a server on this machine, over a bounded number of connections and for a bounded time.</summary>
internal static class WebhookLoad
{
    private const int Connections = 32;

    /// <summary>As many as it answers, over 32 connections.</summary>
    /// <returns>Answers a second.</returns>
    public static async Task<double> SaturateAsync(Uri server, TimeSpan duration, CancellationToken cancellationToken)
    {
        long answers = 0;
        Stopwatch watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(
            async () =>
            {
                using WebhookConnection connection = await WebhookConnection.OpenAsync(server, cancellationToken);
                while (watch.Elapsed < duration)
                {
                    await connection.SendAsync(cancellationToken);
                    Interlocked.Increment(ref answers);
                }
            },
            cancellationToken)));
        return answers / watch.Elapsed.TotalSeconds;
    }

    /// <summary>So many a second, whether the server keeps up or not; the time counts from when each was due.</summary>
    /// <returns>The times, in milliseconds.</returns>
    public static async Task<IReadOnlyList<double>> PaceAsync(Uri server, int perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        int total = (int)(perSecond * duration.TotalSeconds);
        double[] times = new double[total];
        int next = -1;
        Stopwatch watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(
            async () =>
            {
                using WebhookConnection connection = await WebhookConnection.OpenAsync(server, cancellationToken);
                for (int i = Interlocked.Increment(ref next); i < total; i = Interlocked.Increment(ref next))
                {
                    TimeSpan due = TimeSpan.FromSeconds((double)i / perSecond);
                    // A timer is late by up to a millisecond or more, which is the sender's doing: the time counts from the sending then.
                    if (due - watch.Elapsed is { Ticks: > 0 } early)
                    {
                        await Task.Delay(early, cancellationToken);
                        due = watch.Elapsed;
                    }

                    await connection.SendAsync(cancellationToken);
                    times[i] = (watch.Elapsed - due).TotalMilliseconds;
                }
            },
            cancellationToken)));
        return times;
    }

    private sealed class WebhookConnection : IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] _answer = new byte[4_096];
        private readonly byte[] _request;

        private WebhookConnection(Uri server)
        {
            _request = SignedBody.Request(server);
        }

        public static async Task<WebhookConnection> OpenAsync(Uri server, CancellationToken cancellationToken)
        {
            WebhookConnection connection = new(server);
            await connection._socket.ConnectAsync(server.Host, server.Port, cancellationToken);
            return connection;
        }

        public async ValueTask SendAsync(CancellationToken cancellationToken)
        {
            SignedBody.SetId(_request, Guid.NewGuid());
            await _socket.SendAsync(_request, cancellationToken);
            int filled = 0;
            do
            {
                int received = await _socket.ReceiveAsync(_answer.AsMemory(filled), cancellationToken);
                filled += received > 0 ? received : throw new InvalidOperationException("The server closed the connection.");
            }
            while (_answer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8) < 0);
            if (!_answer.AsSpan(0, filled).StartsWith("HTTP/1.1 200"u8))
            {
                throw new InvalidOperationException($"The server answered: {Encoding.ASCII.GetString(_answer, 0, filled)}");
            }
        }

        public void Dispose() => _socket.Dispose();
    }
}
