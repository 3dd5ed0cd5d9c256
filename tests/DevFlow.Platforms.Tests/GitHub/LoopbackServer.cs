using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DevFlow.Platforms.Tests.GitHub;

/// <summary>A server of one answer: takes any request on loopback, keeps its head, sends what it was given and closes.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly X509Certificate2? _certificate;
    private readonly CancellationTokenSource _stop = new();
    private readonly string? _answer;
    private readonly Task _loop;

    /// <param name="status">The status line's code; 0 never answers.</param>
    /// <param name="body">The body.</param>
    /// <param name="headers">Header lines.</param>
    public LoopbackServer(int status, string body = "", params string[] headers)
        : this(IPAddress.Loopback, certificate: null, status, body, headers)
    {
    }

    /// <param name="address">Where it listens.</param>
    /// <param name="certificate">What it shows; null for plain http.</param>
    /// <param name="status">The status line's code; 0 never answers.</param>
    /// <param name="body">The body.</param>
    /// <param name="headers">Header lines.</param>
    public LoopbackServer(IPAddress address, X509Certificate2? certificate, int status, string body = "", params string[] headers)
    {
        _certificate = certificate;
        _listener = new TcpListener(address, 0);
        string lines = string.Concat(headers.Select(line => line + "\r\n"));
        _answer = status == 0
            ? null
            : $"HTTP/1.1 {status} X\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{lines}\r\n{body}";
        _listener.Start();
        BaseUri = new Uri($"{(certificate is null ? "http" : "https")}://{_listener.LocalEndpoint}/");
        _loop = RunAsync(_stop.Token);
    }

    public Uri BaseUri { get; }

    public int Port => BaseUri.Port;

    public List<string> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(cancellationToken);
                await AnswerAsync(client, cancellationToken);
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or IOException)
        {
        }
    }

    private async Task AnswerAsync(TcpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream stream = await OpenAsync(client.GetStream(), cancellationToken);
            StringBuilder head = new();
            byte[] one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, cancellationToken) == 1)
            {
                head.Append((char)one[0]);
            }

            Requests.Add(head.ToString());
            if (_answer is null)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes(_answer!), cancellationToken);
        }
        catch (Exception refused) when (_certificate is not null && refused is AuthenticationException or IOException)
        {
            // Who does not trust the certificate goes away.
        }
    }

    private async Task<Stream> OpenAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        if (_certificate is null)
        {
            return stream;
        }

        SslStream secure = new(stream);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, cancellationToken);
        return secure;
    }
}
