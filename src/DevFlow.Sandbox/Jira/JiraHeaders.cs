using DevFlow.Sandbox.Hosting;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>The headers every answer has.</summary>
internal sealed class JiraHeaders(Chance chance, bool isCloud)
{
    /// <param name="headers">Where to.</param>
    /// <param name="caller">Who asked; null where nobody is known.</param>
    /// <param name="login">What the login was worth; null where nobody looked at it.</param>
    public void Write(IHeaderDictionary headers, Caller? caller, LoginResult? login)
    {
        headers.CacheControl = "no-cache, no-store, no-transform";
        headers.XContentTypeOptions = "nosniff";
        headers.Vary = "Accept-Encoding";
        if (isCloud)
        {
            headers["Atl-Traceid"] = chance.Hex(32);
            if (caller is not null)
            {
                headers["X-AAccountId"] = Uri.EscapeDataString(caller.User.AccountId);
            }
        }
        else
        {
            headers["X-AREQUESTID"] = chance.Hex(12);
            headers["X-ANODEID"] = "node1";
            headers["X-AUSERNAME"] = caller is null ? "anonymous" : Uri.EscapeDataString(caller.User.Name);
        }

        switch (login)
        {
            case LoginResult.Accepted when !isCloud:
                headers["X-Seraph-LoginReason"] = "OK";
                break;
            case LoginResult.Refused:
                headers["X-Seraph-LoginReason"] = "AUTHENTICATED_FAILED";
                headers.WWWAuthenticate = "Basic realm=\"Jira\"";
                break;
            case LoginResult.Missing:
                headers.WWWAuthenticate = "Basic realm=\"Jira\"";
                break;
            case LoginResult.Captcha:
                headers["X-Seraph-LoginReason"] = "AUTHENTICATION_DENIED";
                headers["X-Authentication-Denied-Reason"] = "CAPTCHA_CHALLENGE; login-url=/login.jsp";
                break;
        }
    }
}
