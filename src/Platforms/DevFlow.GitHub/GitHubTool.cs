using DevFlow.Platforms;

namespace DevFlow.GitHub;

/// <summary>The login of <c>gh</c>: a token that does not expire, so both may go on using it.</summary>
internal sealed class GitHubTool : ILoginTool
{
    public string Program => "gh";

    public IReadOnlyList<string> Variables { get; } = ["GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"];

    public ToolLogin Read(string? host, string? account, Func<IReadOnlyList<string>, SecretBuffer?> ask)
    {
        ArgumentNullException.ThrowIfNull(ask);
        string at = host ?? "github.com";
        SecretBuffer token = ask(["auth", "token", "--hostname", at, .. account is null ? (IEnumerable<string>)[] : ["--user", account]]) ?? throw new DevFlowException(
            ErrorReason.NotFound, $"gh has no login for '{at}'{(account is null ? "" : $" as '{account}'")}.", $"Log in: gh auth login --hostname {at}") { Target = at };
        return new ToolLogin { Host = at, Account = account ?? ToolAnswer.Text(ask(["config", "get", "--host", at, "user"])), Token = token };
    }
}
