using System.Net;
using System.Text;

namespace DevFlow.Core.Tests.Credentials;

/// <summary>A platform that gets what is exchanged in a header and answers <c>access refresh seconds</c>, or with a status why not.</summary>
internal sealed class SampleRefresher(Uri server, TimeSpan leeway = default) : ICredentialRefresher
{
    public const string Header = "X-Exchanged";

    public RefreshPlan? GetPlan(Credential credential) => credential.Kind switch
    {
        CredentialKind.OAuth when credential.CanRefresh => new RefreshPlan(RefreshAction.Refresh, leeway),
        CredentialKind.Token => new RefreshPlan(RefreshAction.Rotate),
        CredentialKind.AppKey => new RefreshPlan(RefreshAction.Mint),
        _ => null,
    };

    public HttpRequestMessage CreateRequest(RefreshRequest request) => new(HttpMethod.Post, server)
    {
        Headers = { { Header, Encoding.UTF8.GetString(request.Secret.Bytes) } },
    };

    public RefreshAnswer ReadAnswer(Credential credential, HttpResponseMessage response, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!response.IsSuccessStatusCode)
        {
            RefreshOutcome outcome = response.StatusCode == HttpStatusCode.BadRequest ? RefreshOutcome.Refused
                : (int)response.StatusCode >= 500 ? RefreshOutcome.Unknown
                : RefreshOutcome.Failed;
            return new RefreshAnswer(outcome, new DevFlowException(ErrorReason.AuthenticationFailed, $"Sample said {(int)response.StatusCode}."));
        }

        string[] parts = Encoding.UTF8.GetString(body).Split(' ');
        return new RefreshAnswer(new SecretBuffer(Encoding.UTF8.GetBytes(parts[0])))
        {
            RefreshToken = new SecretBuffer(Encoding.UTF8.GetBytes(parts[1])),
            ExpiresAt = now.AddSeconds(int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture)),
        };
    }
}
