using System.Net;
using System.Net.Http;

namespace DevFlow;

/// <summary>How a platform takes credentials.</summary>
public interface IPlatformAuthentication
{
    /// <summary>
    /// The forms that tell a token of this platform from any other's, also of tokens that are no good for calls: by them one given to the wrong
    /// platform is named for what it is, and one found elsewhere is put in its place.
    /// </summary>
    IReadOnlyList<TokenForm> Forms => [];

    /// <summary>The variables from which the platform's own tools take logins.</summary>
    IReadOnlyList<LoginVariables> Variables => [];

    /// <summary>The program of the platform that keeps a login; null where there is none.</summary>
    ILoginTool? Tool => null;

    /// <summary>Tells the kind of a token from its form, before any call.</summary>
    /// <param name="token">The token.</param>
    /// <returns>A few words in lower case, such as <c>fine-grained personal access token</c>; never part of the token.</returns>
    /// <exception cref="DevFlowException">It cannot be a token of this platform; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    string DescribeToken(ReadOnlySpan<char> token);

    /// <summary>Tells where a token is taken that names its place itself, as an address that is the credential does.</summary>
    /// <param name="token">The token.</param>
    /// <returns>The address to connect to, with nothing secret in it; null for a token that does not tell.</returns>
    Uri? FindBaseUri(ReadOnlySpan<char> token) => null;

    /// <summary>Tells what goes with a user name from its form, before any call.</summary>
    /// <param name="password">The password, or the token that stands in its place.</param>
    /// <returns>A few words in lower case, such as <c>API token</c>; never part of it.</returns>
    /// <exception cref="DevFlowException">The platform takes no such credential; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    string DescribePassword(ReadOnlySpan<char> password) => "user name and password";

    /// <summary>
    /// Puts a credential on a request to the platform's own origin: into its headers, or in place of its address, which must stay on that
    /// origin. Nobody gets to see that address but who sends.
    /// </summary>
    /// <param name="request">The request; its address has been checked by the engine.</param>
    /// <param name="kind">What the secret is.</param>
    /// <param name="account">The account name, for <see cref="CredentialKind.Basic"/>.</param>
    /// <param name="secret">The secret; not to be kept.</param>
    /// <exception cref="DevFlowException">The credential is none for this call; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    void Apply(HttpRequestMessage request, CredentialKind kind, string account, ReadOnlySpan<char> secret);

    /// <summary>Tells an answer that refuses the credential itself, so that the next one is worth trying, from one that refuses the call.</summary>
    /// <param name="response">The answer; its body is buffered.</param>
    /// <returns>By default true for status 401. Some platforms answer 200 and say in the body that the token has ended.</returns>
    bool IsRefused(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.StatusCode == HttpStatusCode.Unauthorized;
    }
}
