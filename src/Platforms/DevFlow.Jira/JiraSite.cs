using System.Text;
using DevFlow.Platforms;

namespace DevFlow.Jira;

/// <summary>
/// Finds the address at Atlassian's gateway of a site: scoped API tokens and OAuth's are taken there only, and people know the
/// address of the site.
/// </summary>
internal sealed class JiraSite : ILoginLookup
{
    private const string TenantPath = "/_edge/tenant_info";

    public HttpRequestMessage? CreateRequest(LoginDraft login)
    {
        ArgumentNullException.ThrowIfNull(login);
        bool isOfGateway = login.Kind switch
        {
            CredentialKind.Token => login.Secret.Bytes.StartsWith(Encoding.ASCII.GetBytes(JiraAuthentication.ApiTokenMark)),
            CredentialKind.OAuth => JiraAddress.IsCloud(login.BaseUri.IdnHost.ToLowerInvariant()),
            _ => false,
        };

        // Public: the credential stays here until its address is known.
        return isOfGateway && !JiraAddress.IsGateway(login.BaseUri) && !JiraAddress.IsGatewayHost(login.BaseUri)
            ? new HttpRequestMessage(HttpMethod.Get, WebAddress.OnOrigin(login.BaseUri, TenantPath))
            : null;
    }

    public LoginPlace ReadAnswer(LoginDraft login, HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(login);
        ArgumentNullException.ThrowIfNull(response);
        if (response.IsSuccessStatusCode && AnswerBody.Parse(body.ToArray()) is { } tenant && Guid.TryParse(Payload.Text(tenant, "cloudId"), out Guid cloudId))
        {
            Uri gateway = JiraAddress.IsCloud(login.BaseUri.IdnHost.ToLowerInvariant()) ? new Uri($"https://{JiraAddress.GatewayHost}/") : login.BaseUri;
            return new LoginPlace(WebAddress.OnOrigin(gateway, $"{JiraAddress.GatewayPath}{cloudId}/"), login.Attributes);
        }

        throw new DevFlowException(
            ErrorReason.NotFound,
            $"{login.BaseUri.Authority} did not tell the cloud id that a token of this kind is used with ({(int)response.StatusCode}).",
            $"Check the site's address, or give the gateway's: https://{JiraAddress.GatewayHost}{JiraAddress.GatewayPath}<cloud id>. An API token without scopes is given with -Credential, beside the account's e-mail address.") { Target = login.BaseUri.Authority, StatusCode = (int)response.StatusCode };
    }
}
