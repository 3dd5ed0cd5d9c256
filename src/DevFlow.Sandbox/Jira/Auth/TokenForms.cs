using System.Buffers.Text;
using System.Globalization;
using System.Text;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.Jira;

/// <summary>How Atlassian's secrets look.</summary>
internal sealed class TokenForms(Chance chance)
{
    private const string UrlAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private const string UpperHex = "0123456789ABCDEF";

    /// <summary>ATATT3, 177 characters, an equals sign and a checksum of 8 digits: 192 in all.</summary>
    public string ApiToken() => $"ATATT3{chance.Pick(UrlAlphabet, 177)}={chance.Pick(UpperHex, 8)}";

    /// <summary>Base64 of digits, a colon and random bytes: 44 characters.</summary>
    public string PersonalToken() =>
        Convert.ToBase64String([.. Encoding.ASCII.GetBytes($"{chance.Pick("123456789", 12)}:"), .. chance.Bytes(20)]);

    public string ClientId() => chance.Letters(32);

    public string ClientSecret() => $"ATOA{chance.Pick(UrlAlphabet, 72)}";

    public string Code() => Jwt($$"""{"jti":"{{chance.Uuid()}}","type":"code"}""");

    /// <summary>Cloud's tokens are JWTs, Data Center's 64 hexadecimal digits.</summary>
    public string OAuthToken(TokenSpec<JiraUser> spec, bool isCloud)
    {
        if (!isCloud)
        {
            return chance.Hex(64);
        }

        string end = spec.ExpiresAt?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) ?? "null";
        return Jwt($$"""{"jti":"{{chance.Uuid()}}","sub":"{{spec.Owner.AccountId}}","client_id":"{{spec.ClientId}}","scope":"{{string.Join(' ', spec.Scopes)}}","exp":{{end}},"refresh":{{(spec.IsRefresh ? "true" : "false")}}}""");
    }

    // The signature is random: the one who checks the token is the one who remembers it.
    private string Jwt(string claims) => string.Join(
        '.',
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes("""{"typ":"JWT","alg":"RS256","kid":"sandbox"}""")),
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims)),
        Base64Url.EncodeToString(chance.Bytes(256)));
}
