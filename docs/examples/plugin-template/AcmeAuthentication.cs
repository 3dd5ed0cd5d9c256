using System.Net.Http.Headers;
using DevFlow;

namespace Acme;

/// <summary>How the platform takes credentials: here as bearer tokens.</summary>
internal sealed class AcmeAuthentication : IPlatformAuthentication
{
    public string DescribeToken(ReadOnlySpan<char> token) =>
        token.IsEmpty || token.ContainsAnyExceptInRange('!', '~')
            ? throw new DevFlowException(ErrorReason.InvalidArgument, "This cannot be a token: it is empty or has spaces in it.", "Copy the token again.")
            : "access token";

    public void Apply(HttpRequestMessage request, CredentialKind kind, string account, ReadOnlySpan<char> secret) =>
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret.ToString());
}
