using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DevFlow.Core.Tests.Http;

/// <summary>A loopback server that answers each request as the test says, one a connection, down to resets and silence.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<ReceivedRequest, int, Answer> _script;
    private readonly SemaphoreSlim _answered = new(0);
    private readonly Task _loop;

    /// <param name="script">Gets the request and its number, from 1.</param>
    public ScriptedServer(Func<ReceivedRequest, int, Answer> script)
    {
        _script = script;
        _listener.Start();
        Uri = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _loop = AcceptAsync();
    }

    public Uri Uri { get; }

    public ConcurrentQueue<ReceivedRequest> Requests { get; } = new();

    /// <summary>Waits until one more answer has been written.</summary>
    public Task AnsweredAsync() => _answered.WaitAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _loop;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> open = [];
        try
        {
            while (true)
            {
                open.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        await using (NetworkStream stream = new(socket))
        {
            try
            {
                if (await ReadHeadAsync(stream) is not { } request)
                {
                    return;
                }

                Requests.Enqueue(request);
                Answer answer = _script(request, Requests.Count);
                await stream.WriteAsync(answer.Bytes, _stop.Token);
                _answered.Release();
                if (answer.End == AnswerEnd.Hang)
                {
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                }
                else if (answer.End == AnswerEnd.Reset)
                {
                    socket.LingerState = new LingerOption(enable: true, 0);
                }
                else
                {
                    socket.Shutdown(SocketShutdown.Send);
                }
            }
            catch (Exception end) when (end is OperationCanceledException or IOException or SocketException)
            {
            }
        }
    }

    private async Task<ReceivedRequest?> ReadHeadAsync(NetworkStream stream)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        string[] lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] first = lines[0].Split(' ');
        ReceivedRequest request = new(first[0], first[1], lines[1..]);
        byte[] body = new byte[request.Values("Content-Length") is [string length] ? int.Parse(length, System.Globalization.CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return request;
    }
}
