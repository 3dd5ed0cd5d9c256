using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DevFlow.PowerShell.Tests.Bridge;

/// <summary>A platform whose answers a test holds back as it likes: /user at once, /silent never, /list page by page.</summary>
internal sealed class PageServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _silentAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _pages;
    private readonly Func<int, CancellationToken, Task> _beforePage;
    private int _requests;

    public PageServer(int pages, Func<int, CancellationToken, Task> beforePage)
    {
        _pages = pages;
        _beforePage = beforePage;
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Ends when somebody waits for the answer that never comes.</summary>
    public Task SilentAsked => _silentAsked.Task;

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient held = client;
        using StreamReader reader = new(client.GetStream(), Encoding.ASCII);
        try
        {
            while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } line)
            {
                while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 })
                {
                }

                Interlocked.Increment(ref _requests);
                byte[] answer = Encoding.ASCII.GetBytes(await AnswerAsync(new Uri(Address, line.Split(' ')[1])));
                await client.GetStream().WriteAsync(answer, _end.Token);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
            // The test or the caller is done.
        }
    }

    private async Task<string> AnswerAsync(Uri address)
    {
        if (address.AbsolutePath.EndsWith("/silent", StringComparison.Ordinal))
        {
            _silentAsked.TrySetResult();
            await Task.Delay(Timeout.Infinite, _end.Token);
        }

        if (!address.AbsolutePath.EndsWith("/list", StringComparison.Ordinal))
        {
            return Compose("", """{"login":"octocat","id":1}""");
        }

        int page = address.Query.Length == 0 ? 1 : int.Parse(address.Query.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture);
        await _beforePage(page, _end.Token);
        string next = $"Link: <{address.GetLeftPart(UriPartial.Path)}?page={page + 1}>; rel=\"next\"\r\n";
        return Compose(page < _pages ? next : "", $$"""[{"page":{{page}}}]""");
    }

    private static string Compose(string headers, string body) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{headers}\r\n{body}";
}
