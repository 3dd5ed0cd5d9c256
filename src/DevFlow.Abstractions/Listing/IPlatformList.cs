using System.Net.Http;

namespace DevFlow;

/// <summary>
/// How a platform lists one kind of its things. It says what to ask and reads the answers; asking, several pages at once, is the
/// engine's, the same for every platform.
/// </summary>
/// <typeparam name="T">What is listed.</typeparam>
public interface IPlatformList<T>
    where T : PlatformItem
{
    /// <summary>The addresses of first pages.</summary>
    /// <param name="apiUri">The address of the API.</param>
    /// <returns>One, or several of which the next is tried where the platform refuses, or does not know, the one before.</returns>
    IReadOnlyList<Uri> GetAddresses(Uri apiUri);

    /// <summary>Reads a page.</summary>
    /// <param name="response">A successful answer; its body is buffered.</param>
    /// <returns>The page.</returns>
    /// <exception cref="DevFlowException">It is not such a page; <see cref="ErrorReason.RequestFailed"/>.</exception>
    ItemPage<T> Read(HttpResponseMessage response);
}
