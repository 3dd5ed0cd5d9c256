using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace DevFlow.TestKit;

/// <summary>
/// A build server on loopback, the platform of tests/SamplePlugin: tokens that refresh, a list in pages, one rate limit, signed webhooks.
/// </summary>
public sealed class KilnServer : IAsyncDisposable
{
    public const string WebhookSecret = "a secret of the kiln";

    private const int PageSize = 20;
    private const int Window = 60;

    private readonly HttpListener _listener;
    private readonly Task _loop;
    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _refreshTokens = new(StringComparer.Ordinal);
    private int _taken;

    public KilnServer()
    {
        (_listener, BaseUri) = Listen();
        Token = Issue("kln_", _tokens);
        RefreshToken = Issue("klr_", _refreshTokens);
        _loop = RunAsync();
    }

    public Uri BaseUri { get; }

    /// <summary>A token it accepts.</summary>
    public string Token { get; }

    /// <summary>What is exchanged for the next pair, once.</summary>
    public string RefreshToken { get; }

    /// <summary>How many builds there are.</summary>
    public int Builds { get; } = 45;

    /// <summary>How many requests it answers in a window.</summary>
    public int Limit { get; set; } = 60;

    /// <summary>While set, requests for builds wait for it.</summary>
    public Task? Gate { get; set; }

    /// <summary>What was asked, as method and path with query.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The headers of a delivery, signed as Kiln signs.</summary>
    public static Dictionary<string, string> Sign(byte[] body, string secret, DateTimeOffset now, string kind = "build.finished")
    {
        string time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.ASCII.GetBytes(time + "."), .. body]);
        return new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Kiln-Event"] = kind,
            ["Kiln-Delivery"] = "d-" + Convert.ToHexStringLower(signature.AsSpan(0, 6)),
            ["Kiln-Signature"] = $"t={time},v1={Convert.ToHexStringLower(signature)}",
        };
    }

    /// <summary>The body of a delivery.</summary>
    public static byte[] Payload(string status = "finished", string branch = "main") => Encoding.UTF8.GetBytes(
        $$$"""
        {"build":{"number":7,"branch":"{{{branch}}}","status":"{{{status}}}","commit":"{{{new string('a', 40)}}}","url":"https://kiln.example/acme/shop/builds/7","message":"Fix ABC-12"},"project":{"path":"acme/shop","url":"https://kiln.example/acme/shop"}}
        """);

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    private static (HttpListener Listener, Uri BaseUri) Listen()
    {
        while (true)
        {
            // HttpListener takes no port 0; another process may be quicker with the one found.
            using TcpListener finder = new(IPAddress.Loopback, 0);
            finder.Start();
            Uri address = new($"http://127.0.0.1:{((IPEndPoint)finder.LocalEndpoint).Port}/");
            finder.Stop();
            HttpListener listener = new();
            listener.Prefixes.Add(address.AbsoluteUri);
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException)
            {
                listener.Close();
            }
        }
    }

    private static string Issue(string prefix, ConcurrentDictionary<string, string> into)
    {
        string token = prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        into[token] = "ada";
        return token;
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext call = await _listener.GetContextAsync();
                _ = AnswerAsync(call);
            }
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            return;
        }
    }

    private async Task AnswerAsync(HttpListenerContext call)
    {
        try
        {
            Requests.Enqueue($"{call.Request.HttpMethod} {call.Request.RawUrl}");
            string path = call.Request.Url!.AbsolutePath;
            string[] authorization = (call.Request.Headers["Authorization"] ?? "").Split(' ', 2);
            string given = authorization.Length == 2 ? authorization[1] : "";
            if (path == "/api/v1/refresh" && authorization[0] == "Refresh")
            {
                await RefreshAsync(call.Response, given);
                return;
            }

            if (authorization[0] != "Bearer" || !_tokens.TryGetValue(given, out string? login))
            {
                await SendAsync(call.Response, 401, """{"error":"This token is not known."}""");
                return;
            }

            if (!Take(call.Response))
            {
                await SendAsync(call.Response, 429, """{"error":"Too many requests."}""");
                return;
            }

            await SendPageAsync(call, path, login);
        }
        catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or IOException)
        {
            return; // the client has left
        }
    }

    private async Task SendPageAsync(HttpListenerContext call, string path, string login)
    {
        switch (path)
        {
            case "/api/v1/me":
                await SendAsync(call.Response, 200, $$"""{"login":"{{login}}","scope":"builds:read"}""");
                break;
            case "/api/v1/builds":
                if (Gate is { } gate)
                {
                    await gate;
                }

                int page = int.Parse(call.Request.QueryString["page"] ?? "1", CultureInfo.InvariantCulture);
                if (page * PageSize < Builds)
                {
                    call.Response.Headers["Kiln-Next"] = $"builds?page={page + 1}";
                }

                await SendAsync(call.Response, 200, $"[{string.Join(',', Enumerable.Range(1, Builds).Skip((page - 1) * PageSize).Take(PageSize).Select(static n => $$"""{"number":{{n}}}"""))}]");
                break;
            case "/api/v1/projects":
                await SendAsync(call.Response, 403, """{"error":"This token may not do that.","scope":"projects:read"}""");
                break;
            default:
                await SendAsync(call.Response, 404, """{"error":"There is no such thing."}""");
                break;
        }
    }

    private async Task RefreshAsync(HttpListenerResponse response, string given)
    {
        await (_refreshTokens.TryRemove(given, out _)
            ? SendAsync(response, 200, $$"""{"token":"{{Issue("kln_", _tokens)}}","refresh":"{{Issue("klr_", _refreshTokens)}}","life":3600}""")
            : SendAsync(response, 401, """{"error":"This refresh token is not known."}"""));
    }

    private bool Take(HttpListenerResponse response)
    {
        int taken = Interlocked.Increment(ref _taken);
        response.Headers["Kiln-Limit"] = Limit.ToString(CultureInfo.InvariantCulture);
        response.Headers["Kiln-Remaining"] = Math.Max(0, Limit - taken).ToString(CultureInfo.InvariantCulture);
        response.Headers["Kiln-Reset"] = TimeProvider.System.GetUtcNow().AddSeconds(Window).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        if (taken <= Limit)
        {
            return true;
        }

        response.Headers["Retry-After"] = Window.ToString(CultureInfo.InvariantCulture);
        return false;
    }

    private static async Task SendAsync(HttpListenerResponse response, int status, string json)
    {
        byte[] body = Encoding.UTF8.GetBytes(json);
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength64 = body.Length;
        await response.OutputStream.WriteAsync(body);
        response.Close();
    }
}
