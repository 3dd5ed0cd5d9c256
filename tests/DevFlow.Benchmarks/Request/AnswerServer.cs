using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DevFlow.Benchmarks.Request;

/// <summary>
/// A process that answers every request with the same small JSON and GitHub's headers, on a blocking thread a
/// connection: the least a server can add to what is measured on the other side.
/// </summary>
internal sealed class AnswerServer : IChild
{
    private static readonly long Reset = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds();

    public string Name => "child-answers";

    /// <summary>Writes its address, then serves until its input ends, as it does when the parent is gone.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        new Thread(() => Accept(listener)) { IsBackground = true }.Start();
        await Console.Out.WriteLineAsync($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}/;");
        await Console.In.ReadToEndAsync(cancellationToken);
        return 0;
    }

    private static void Accept(Socket listener)
    {
        while (true)
        {
            Socket client = listener.Accept();
            client.NoDelay = true;
            new Thread(() => Serve(client)) { IsBackground = true }.Start();
        }
    }

    private static void Serve(Socket client)
    {
        byte[] buffer = new byte[16 * 1024];
        int filled = 0;
        long second = 0;
        byte[] answer = [];
        using (client)
        {
            while (client.Receive(buffer.AsSpan(filled)) is var received and > 0)
            {
                filled += received;
                if (!buffer.AsSpan(0, filled).EndsWith("\r\n\r\n"u8))
                {
                    continue;
                }

                DateTimeOffset now = DateTimeOffset.UtcNow;
                if (now.ToUnixTimeSeconds() != second)
                {
                    second = now.ToUnixTimeSeconds();
                    answer = Answer(now);
                }

                filled = 0;
                client.Send(answer);
            }
        }
    }

    // The headers GitHub sends with GET /rate_limit and the like; the body is cut short.
    private static byte[] Answer(DateTimeOffset now)
    {
        const string Body = """{"id":1296269,"name":"Hello-World","full_name":"octocat/Hello-World","private":false,"open_issues_count":3}""";
        string head = string.Create(CultureInfo.InvariantCulture, $"""
            HTTP/1.1 200 OK
            Date: {now:R}
            Content-Type: application/json; charset=utf-8
            Content-Length: {Body.Length}
            Cache-Control: private, max-age=60, s-maxage=60
            ETag: W/"4f53cda18c2baa0c0354bb5f9a3ecbe5"
            X-GitHub-Media-Type: github.v3; format=json
            X-GitHub-Api-Version-Selected: 2022-11-28
            X-OAuth-Scopes: repo
            X-RateLimit-Limit: 5000
            X-RateLimit-Remaining: 4987
            X-RateLimit-Reset: {Reset}
            X-RateLimit-Used: 13
            X-RateLimit-Resource: core
            X-GitHub-Request-Id: C0DE:1A2B:3C4D5E:6F7A8B:65000000
            """);
        return Encoding.ASCII.GetBytes(head.ReplaceLineEndings("\r\n") + "\r\n\r\n" + Body);
    }
}
