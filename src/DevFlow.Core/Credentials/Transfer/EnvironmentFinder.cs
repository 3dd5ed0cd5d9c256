namespace DevFlow.Core.Credentials;

/// <summary>The variables that the platforms' own tools read, in the order in which those tools prefer them.</summary>
internal sealed class EnvironmentFinder(ImportDrafts drafts, Func<string, string?> environment) : ICredentialFinder
{
    private static readonly Tool[] Tools =
    [
        new("github", ["GH_TOKEN", "GITHUB_TOKEN"], Hosts: [], Accounts: [], IsElsewhere: false),
        new("github", ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"], Hosts: ["GH_HOST"], Accounts: [], IsElsewhere: true),
        new("gitlab", ["GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN"], Hosts: ["GITLAB_HOST", "GL_HOST", "GITLAB_URI"], Accounts: [], IsElsewhere: false),
        new("jira", ["JIRA_API_TOKEN", "JIRA_TOKEN"], Hosts: ["JIRA_URL", "JIRA_BASE_URL", "JIRA_SERVER", "JIRA_HOST"], Accounts: ["JIRA_EMAIL", "JIRA_USER_EMAIL", "JIRA_USER", "JIRA_USERNAME"], IsElsewhere: true),
        new("slack", ["SLACK_BOT_TOKEN", "SLACK_TOKEN"], Hosts: [], Accounts: [], IsElsewhere: false),
    ];

    public IReadOnlyList<FoundCredential> Find(ImportRequest request)
    {
        List<FoundCredential> found = [];
        foreach (Tool tool in Tools.Where(tool => request.Fits(tool.Platform)))
        {
            if (Array.Find(tool.Tokens, name => Value(name) is not null) is not string variable)
            {
                continue;
            }

            string? host = (request.Platform is null ? null : request.HostName) ?? First(tool.Hosts);
            if (tool.IsElsewhere && host is null)
            {
                throw new DevFlowException(
                    ErrorReason.InvalidArgument,
                    $"The variable {variable} is set, but none says for which host.",
                    $"Set {tool.Hosts[0]}, or name the host: -Platform {tool.Platform} -HostName ...") { Target = variable };
            }

            using SecretBuffer text = SecretBuffer.FromChars(Value(variable));
            if (SecretLine.Parse(text.Bytes, $"the variable {variable}") is SecretBuffer secret)
            {
                string? account = request.Account ?? First(tool.Accounts);
                CredentialKind kind = account is not null && tool.Accounts.Length > 0 ? CredentialKind.Basic : CredentialKind.Token;
                found.Add(drafts.Create(kind, tool.Platform, host, account, secret, $"the variable {variable}"));
            }
        }

        return found.Count > 0 ? found : throw new DevFlowException(
            ErrorReason.NotFound,
            "None of the variables is set that the platforms' tools take a token from.",
            $"Set one of {string.Join(", ", Tools.Where(tool => request.Fits(tool.Platform)).SelectMany(static tool => tool.Tokens))}, or import from elsewhere.");
    }

    private string? First(string[] names) => Array.ConvertAll(names, Value).FirstOrDefault(static value => value is not null);

    private string? Value(string name) => environment(name) is { Length: > 0 } value ? value : null;

    /// <param name="Platform">Whose token it is.</param>
    /// <param name="Tokens">The variables that hold it, the preferred first.</param>
    /// <param name="Hosts">Those that name the host.</param>
    /// <param name="Accounts">Those that name the account; with one, the token is sent in place of a password.</param>
    /// <param name="IsElsewhere">True where it cannot be for a usual host of the platform.</param>
    private sealed record Tool(string Platform, string[] Tokens, string[] Hosts, string[] Accounts, bool IsElsewhere);
}
