using System.Net.Http.Headers;
using DevFlow;

namespace Kiln;

/// <summary>Kiln's tokens begin with <c>kln_</c> and are sent as bearer tokens.</summary>
internal sealed class KilnAuthentication : IPlatformAuthentication
{
    private const string Prefix = "kln_";

    public IReadOnlyList<TokenForm> Forms { get; } = [new(Prefix)];

    public IReadOnlyList<LoginVariables> Variables { get; } = [new() { Tokens = ["KILN_TOKEN"], Hosts = ["KILN_URL"], IsElsewhere = true }];

    public string DescribeToken(ReadOnlySpan<char> token) =>
        token.StartsWith(Prefix, StringComparison.Ordinal) && !token.ContainsAnyExceptInRange('!', '~')
            ? "access token"
            : throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"This is no Kiln token: those begin with {Prefix}.",
                "Copy the token again from Kiln's page \"Access tokens\".");

    public void Apply(HttpRequestMessage request, CredentialKind kind, string account, ReadOnlySpan<char> secret)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (kind is not (CredentialKind.Token or CredentialKind.OAuth))
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"Kiln takes no credential of the kind {kind}.", "Use an access token.");
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret.ToString());
    }
}
