using System.Net.Http;

namespace DevFlow;

/// <summary>
/// How a platform renews credentials. It writes the request and reads the answer; sending, locking, storing and what to do after
/// a failure are the engine's, the same for every platform.
/// </summary>
public interface ICredentialRefresher
{
    /// <summary>Says what renewing a credential means here.</summary>
    /// <param name="credential">A credential of this platform.</param>
    /// <returns>The plan; null where the platform offers no way to renew it.</returns>
    RefreshPlan? GetPlan(Credential credential);

    /// <summary>Writes the request that renews a credential.</summary>
    /// <param name="request">What it takes.</param>
    /// <returns>The request to the platform itself, over https or to loopback; sent once, without redirects.</returns>
    /// <exception cref="DevFlowException">Something it takes is missing or unusable; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    HttpRequestMessage CreateRequest(RefreshRequest request);

    /// <summary>Makes the token with which an app speaks for itself, and not as one of its installations; that takes no request.</summary>
    /// <param name="request">The app's key and what it takes beside it.</param>
    /// <returns>The token and its end; the engine disposes it. Null where the platform's apps have no such token.</returns>
    /// <exception cref="DevFlowException">Something it takes is missing or unusable; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    RefreshAnswer? CreateAppToken(RefreshRequest request) => null;

    /// <summary>Reads the answer.</summary>
    /// <param name="credential">The credential that is being renewed.</param>
    /// <param name="response">Status and headers; the body has been read.</param>
    /// <param name="body">The body, at most 64 KiB; wiped afterwards.</param>
    /// <param name="now">Now (UTC), to turn life times into moments.</param>
    /// <returns>The answer; the engine disposes it.</returns>
    RefreshAnswer ReadAnswer(Credential credential, HttpResponseMessage response, ReadOnlySpan<byte> body, DateTimeOffset now);
}
