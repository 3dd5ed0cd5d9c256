using System.Globalization;
using DevFlow.Platforms;

namespace DevFlow.GitLab;

/// <summary>
/// The login of <c>glab</c>. Of an OAuth login only the access token is taken: a refresh token can be used once, and of two
/// owners the second to use it is a thief to GitLab, which then revokes the whole login.
/// </summary>
internal sealed class GitLabTool : ILoginTool
{
    public string Program => "glab";

    public IReadOnlyList<string> Variables { get; } = ["GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN", "OAUTH_TOKEN"];

    public ToolLogin Read(string? host, string? account, Func<IReadOnlyList<string>, SecretBuffer?> ask)
    {
        ArgumentNullException.ThrowIfNull(ask);
        string at = host ?? "gitlab.com";
        SecretBuffer token = Setting("token") ?? throw new DevFlowException(
            ErrorReason.NotFound, $"glab has no login for '{at}'.", $"Log in: glab auth login --hostname {at}") { Target = at };
        ToolLogin login = new() { Host = at, Account = account ?? ToolAnswer.Text(Setting("user")), Token = token };
        return ToolAnswer.Text(Setting("is_oauth2")) != "true" ? login : login with
        {
            Kind = CredentialKind.OAuth,
            ExpiresAt = ParseTime(ToolAnswer.Text(Setting("oauth2_expiry_date"))),
            Warning = "It is glab's OAuth login and ends within two hours: its refresh token stays with glab, since GitLab revokes a login that two programs renew. For longer, store a personal access token.",
        };

        SecretBuffer? Setting(string name) => ask(["config", "get", name, "--host", at]);
    }

    // glab writes Go's RFC 822 form with a numeric or named zone.
    private static DateTimeOffset? ParseTime(string? text)
    {
        foreach (string form in (ReadOnlySpan<string>)["dd MMM yy HH:mm 'UTC'", "dd MMM yy HH:mm 'GMT'", "dd MMM yy HH:mm zzz"])
        {
            if (DateTimeOffset.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
            {
                return time.ToUniversalTime();
            }
        }

        return null;
    }
}
