using System.Buffers.Text;
using System.Globalization;
using System.Text;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.GitHub;

/// <summary>How GitHub's tokens and codes look.</summary>
/// <remarks>https://github.blog/engineering/behind-githubs-new-authentication-token-formats</remarks>
internal sealed class TokenForms(Chance chance)
{
    private const string UserCodeLetters = "BCDFGHJKLMNPQRSTVWXZ0123456789";
    private const int RsaSignature = 256;

    /// <summary>What the OAuth core makes its tokens and codes with.</summary>
    public OAuthForms<Grant> ForOAuth() => new(
        spec => spec.IsRefresh ? Refresh() : Create(spec.Owner.Kind),
        () => chance.Hex(20),
        () => chance.Hex(40),
        () => $"{chance.Pick(UserCodeLetters, 4)}-{chance.Pick(UserCodeLetters, 4)}");

    public string Create(LoginKind kind) => kind switch
    {
        LoginKind.Classic => "ghp_" + chance.Letters(36),
        LoginKind.FineGrained => $"github_pat_{chance.Letters(22)}_{chance.Letters(59)}",
        LoginKind.OAuth => "gho_" + chance.Letters(36),
        LoginKind.AppUser => "ghu_" + chance.Letters(36),
        LoginKind.Installation => "ghs_" + chance.Letters(36),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>An installation token of the newer form, <c>ghs_APPID_JWT</c>: about 520 characters, with dots.</summary>
    public string CreateStateless(Installation installation, DateTimeOffset issuedAt, DateTimeOffset expiresAt)
    {
        string header = Encode("""{"alg":"RS256","typ":"JWT"}""");
        string claims = Encode(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"iss":"{{installation.App.Id}}","sub":"{{installation.Id}}","iat":{{issuedAt.ToUnixTimeSeconds()}},"exp":{{expiresAt.ToUnixTimeSeconds()}},"jti":"{{chance.Hex(12)}}"}"""));

        // Clients must take it as opaque, so it is looked up like any other token and its signature is noise.
        string signature = Base64Url.EncodeToString(chance.Bytes(RsaSignature));
        return string.Create(CultureInfo.InvariantCulture, $"ghs_{installation.App.Id}_{header}.{claims}.{signature}");
    }

    public string ClientSecret() => chance.Hex(40);

    private string Refresh() => "ghr_" + chance.Letters(76);

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
