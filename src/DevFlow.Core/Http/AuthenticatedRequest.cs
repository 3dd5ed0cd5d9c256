using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using DevFlow.Core.Credentials;

namespace DevFlow.Core.Http;

/// <summary>
/// A copy of a request, made for one attempt, with its credential. Where that is the address itself, only who sends takes it; limits,
/// logs, errors and whoever else looks at the request see the one it was asked for with.
/// </summary>
/// <remarks>
/// A copy, since plugins may use any header, and one left on the request itself would go along with a redirect to another origin, pile
/// up with retries, and stay with whoever holds the request. Never disposed: it holds nothing but the content, which is the request's.
/// </remarks>
internal sealed class AuthenticatedRequest : HttpRequestMessage
{
    private readonly Uri? _secretAddress;

    /// <param name="request">The request it is a copy of.</param>
    /// <param name="authentication">How the platform wants its credential.</param>
    /// <param name="secret">The credential; null for none.</param>
    /// <exception cref="DevFlowException">The credential leads elsewhere.</exception>
    public AuthenticatedRequest(HttpRequestMessage request, IPlatformAuthentication authentication, CurrentSecret? secret)
        : base(request.Method, request.RequestUri)
    {
        Content = request.Content;
        Version = request.Version;
        VersionPolicy = request.VersionPolicy;
        foreach ((string name, HeaderStringValues values) in request.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }

        Headers.Authorization = null;
        secret?.Apply(authentication, this);
        if (!ReferenceEquals(RequestUri, request.RequestUri))
        {
            _secretAddress = RequireSameOrigin(RequestUri, request.RequestUri!);
            RequestUri = request.RequestUri;
        }
    }

    /// <summary>Turns a request to where it is meant for, until the result is disposed.</summary>
    public static Revealed Reveal(HttpRequestMessage request)
    {
        Uri? asked = request.RequestUri;
        request.RequestUri = (request as AuthenticatedRequest)?._secretAddress ?? asked;
        return new Revealed(request, asked);
    }

    private static Uri RequireSameOrigin(Uri? secret, Uri asked) => secret is not null && Origin.Same(secret, asked)
        ? secret
        : throw new DevFlowException(
            ErrorReason.InsecureAddress, $"The credential would lead a call for {asked.Authority} to another host.", "Connect again with the address and the credential of one host.") { Target = asked.Authority };

    [StructLayout(LayoutKind.Auto)]
    public readonly struct Revealed(HttpRequestMessage request, Uri? asked) : IDisposable
    {
        public void Dispose() => request.RequestUri = asked;
    }
}
