using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DevFlow.Platforms.Tests.Sandbox;

/// <summary>Bytes sent as they are, where a client would have put them right.</summary>
internal static class RawRequest
{
    /// <returns>The status of the answer; null where the connection ended without one.</returns>
    public static async Task<HttpStatusCode?> SendAsync(Uri address, string bytes)
    {
        using TcpClient client = new();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        NetworkStream stream = client.GetStream();
        byte[] head = new byte[12];
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), TestContext.Current.CancellationToken);
            client.Client.Shutdown(SocketShutdown.Send);
            int length = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, TestContext.Current.CancellationToken);
            return length == head.Length ? (HttpStatusCode)int.Parse(Encoding.ASCII.GetString(head, 9, 3), CultureInfo.InvariantCulture) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
