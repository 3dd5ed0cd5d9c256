using System.Globalization;

namespace DevFlow.Core.Credentials;

/// <summary>
/// The login of GitLab's <c>glab</c>. Of an OAuth login only the access token is taken: a refresh token can be used once, and of two
/// owners the second to use it is a thief to GitLab, which then revokes the whole login.
/// </summary>
internal sealed class GlabFinder(ImportDrafts drafts, Func<string, string?> environment) : ICredentialFinder
{
    private const string Platform = "gitlab";
    private readonly ToolProgram _glab = new("glab", ["GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN", "OAUTH_TOKEN"], environment);

    public IReadOnlyList<FoundCredential> Find(ImportRequest request)
    {
        string host = request.HostName ?? "gitlab.com";
        SecretBuffer token = _glab.Ask("config", "get", "token", "--host", host) ?? throw new DevFlowException(
            ErrorReason.NotFound, $"glab has no login for '{host}'.", $"Log in: glab auth login --hostname {host}") { Target = host };
        string? account = request.Account ?? Setting(host, "user");
        if (Setting(host, "is_oauth2") != "true")
        {
            return [drafts.Create(CredentialKind.Token, Platform, host, account, token, "glab")];
        }

        FoundCredential found = drafts.Create(CredentialKind.OAuth, Platform, host, account, token, "glab");
        return
        [
            found with
            {
                Draft = found.Draft with { ExpiresAt = ParseTime(Setting(host, "oauth2_expiry_date")) },
                Warning = $"'{found.Draft.Name}' is glab's OAuth login and ends within two hours: its refresh token stays with glab, since GitLab revokes a login that two programs renew. For longer, store a personal access token.",
            },
        ];
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

    private string? Setting(string host, string name) => _glab.AskText("config", "get", name, "--host", host);
}
