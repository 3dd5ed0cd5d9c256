using System.Net;

namespace DevFlow.Core.Webhooks;

/// <summary>
/// Who sent a request. What <c>X-Forwarded-For</c> says counts only where a named proxy says it: of its addresses, read from the
/// right, the first that is not a named proxy. Anybody may write the ones to the left of it.
/// </summary>
internal static class ForwardedClient
{
    public const string Header = "X-Forwarded-For";

    /// <param name="peer">Who opened the connection.</param>
    /// <param name="forwardedFor">The header's values, in order.</param>
    /// <param name="proxies">Whom to believe.</param>
    /// <returns>The sender; null where a proxy wrote what is no address.</returns>
    public static IPAddress? Of(IPAddress peer, IReadOnlyList<string?> forwardedFor, NetworkList proxies)
    {
        if (forwardedFor.Count == 0 || proxies.IsEmpty || !proxies.Contains(peer))
        {
            return peer;
        }

        IPAddress? client = peer;
        foreach (string one in string.Join(',', forwardedFor).Split(',', StringSplitOptions.TrimEntries).Reverse())
        {
            client = Parse(one);
            if (client is null || !proxies.Contains(client))
            {
                break;
            }
        }

        return client;
    }

    // Some proxies add the port; "[2001:db8::1]:443" and "192.0.2.1:443" are read as end points.
    private static IPAddress? Parse(string text) =>
        IPAddress.TryParse(text, out IPAddress? address) ? address
        : IPEndPoint.TryParse(text, out IPEndPoint? endPoint) ? endPoint.Address
        : null;
}
