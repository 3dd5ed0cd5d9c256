using System.Net.Http;

namespace DevFlow;

/// <summary>
/// What a platform can be asked before a connection is made, so that nobody has to look it up: which site, which installation. It
/// writes the request and reads the answer; sending is the engine's.
/// </summary>
public interface ILoginLookup
{
    /// <summary>Writes the request that finds what a login lacks.</summary>
    /// <param name="login">The login as it was given.</param>
    /// <returns>The request to the platform itself, over https or to loopback; null where nothing is lacking.</returns>
    /// <exception cref="DevFlowException">Something it takes is missing or unusable; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    HttpRequestMessage? CreateRequest(LoginDraft login);

    /// <summary>Reads the answer.</summary>
    /// <param name="login">The login as it was given.</param>
    /// <param name="response">Status and headers; the body has been read.</param>
    /// <param name="body">The body, at most 64 KiB.</param>
    /// <returns>The login with what was found.</returns>
    /// <exception cref="DevFlowException">The answer does not tell, or leaves a choice that is the user's.</exception>
    LoginPlace ReadAnswer(LoginDraft login, HttpResponseMessage response, ReadOnlySpan<byte> body);
}
