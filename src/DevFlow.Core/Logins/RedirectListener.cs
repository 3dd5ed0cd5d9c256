using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DevFlow.Core.Logins;

/// <summary>Hears where the browser ends, once, on this machine alone.</summary>
internal sealed class RedirectListener : IDisposable
{
    private const int MaxRequest = 8 * 1024;
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(5);

    private readonly TcpListener _listener;

    private RedirectListener(TcpListener listener, Uri address)
    {
        _listener = listener;
        Address = address;
    }

    /// <summary>Where the browser is to be sent, with the port that was free.</summary>
    public Uri Address { get; }

    /// <param name="wanted">An http address of this machine; without a port, a free one is taken (RFC 8252, 7.3).</param>
    public static RedirectListener Open(Uri wanted)
    {
        if (wanted.Scheme != Uri.UriSchemeHttp || !wanted.IsLoopback)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"'{wanted}' is no address of this machine that a browser can be sent to.",
                "Give one such as http://127.0.0.1/callback with -RedirectUri, or paste the address with -PasteAddress.") { Target = wanted.ToString() };
        }

        TcpListener listener = new(wanted.HostNameType == UriHostNameType.IPv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, wanted.IsDefaultPort ? 0 : wanted.Port);
        try
        {
            listener.Start();
        }
        catch (SocketException taken)
        {
            listener.Dispose();
            throw new DevFlowException(ErrorReason.PortInUse, $"The port {wanted.Port} is used by another program.", "Name another one with -RedirectUri, or leave the port out.", taken) { Target = wanted.ToString() };
        }

        return new RedirectListener(listener, new UriBuilder(wanted) { Port = ((IPEndPoint)listener.LocalEndpoint).Port }.Uri);
    }

    /// <summary>Waits for the answer to this login; whatever else comes is sent away.</summary>
    public async Task<RedirectAnswer> WaitAsync(string state, CancellationToken cancellationToken)
    {
        while (true)
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync(cancellationToken).ConfigureAwait(false);
            if (await AnswerAsync(client, state, cancellationToken).ConfigureAwait(false) is { } answer)
            {
                return answer;
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    // Browsers open connections that they do not use: one that says nothing must not hold up the next.
    private async Task<RedirectAnswer?> AnswerAsync(TcpClient client, string state, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(RequestLimit);
        try
        {
            NetworkStream stream = client.GetStream();
            string[] line = (await ReadLineAsync(stream, limit.Token).ConfigureAwait(false)).Split(' ');
            RedirectAnswer? answer = line is ["GET", string target, ..] && target.Split('?')[0] == Address.AbsolutePath ? RedirectAnswer.Parse(target) : null;
            bool isIt = answer?.IsOf(state) == true;
            (string status, string text) = !isIt ? ("404 Not Found", "There is nothing here.")
                : answer!.Code is null ? ("200 OK", "The access was not allowed. You can close this page.")
                : ("200 OK", "That is all. You can close this page.");
            string page = $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>DevFlow</title></head><body><p>{text}</p></body></html>";
            string head = $"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(page)}\r\nReferrer-Policy: no-referrer\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n";
            await stream.WriteAsync(Encoding.UTF8.GetBytes(head + page), limit.Token).ConfigureAwait(false);
            return isIt ? answer : null;
        }
        catch (Exception broken) when (broken is IOException || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    // The whole head is read, so that closing the connection does not reset it under the answer.
    private static async Task<string> ReadLineAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[MaxRequest];
        int length = 0;
        while (length < buffer.Length && buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        string head = Encoding.ASCII.GetString(buffer, 0, length);
        return head[..Math.Max(0, head.IndexOf("\r\n", StringComparison.Ordinal))];
    }
}
