using System.Net.Http;
using System.Text.Json;

namespace DevFlow;

/// <summary>
/// How a platform delivers through a socket that DevFlow opens, so that no address of its own is needed. It writes and reads
/// messages; connecting, acknowledging and coming back are the engine's.
/// </summary>
public interface IWebhookSocket
{
    /// <summary>The most sockets that may be open at once.</summary>
    int MaxSockets { get; }

    /// <summary>Writes the request for the address of a new socket, relative to the API's.</summary>
    /// <returns>The request.</returns>
    HttpRequestMessage CreateOpening();

    /// <summary>Reads the address of a new socket, which is secret and good once.</summary>
    /// <param name="answer">The answer to <see cref="CreateOpening"/>.</param>
    /// <returns>The address; null where there is none in it.</returns>
    Uri? ReadAddress(JsonElement answer);

    /// <summary>Reads a message.</summary>
    /// <param name="message">The message as it came; valid only during the call.</param>
    /// <param name="receivedAt">When (UTC).</param>
    /// <returns>What it is.</returns>
    /// <exception cref="DevFlowException">It cannot be read; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    WebhookSocketMessage Read(ReadOnlyMemory<byte> message, DateTimeOffset receivedAt);
}
