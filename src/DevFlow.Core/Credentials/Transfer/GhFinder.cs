namespace DevFlow.Core.Credentials;

/// <summary>The login of GitHub's <c>gh</c>: a token that does not expire, so both may go on using it.</summary>
internal sealed class GhFinder(ImportDrafts drafts, Func<string, string?> environment) : ICredentialFinder
{
    private const string Platform = "github";
    private readonly ToolProgram _gh = new("gh", ["GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"], environment);

    public IReadOnlyList<FoundCredential> Find(ImportRequest request)
    {
        string host = request.HostName ?? "github.com";
        string[] user = request.Account is null ? [] : ["--user", request.Account];
        SecretBuffer token = _gh.Ask(["auth", "token", "--hostname", host, .. user]) ?? throw new DevFlowException(
            ErrorReason.NotFound, $"gh has no login for '{host}'{(request.Account is null ? "" : $" as '{request.Account}'")}.", $"Log in: gh auth login --hostname {host}") { Target = host };
        string? account = request.Account ?? _gh.AskText("config", "get", "--host", host, "user");
        return [drafts.Create(CredentialKind.Token, Platform, host, account, token, "gh")];
    }
}
