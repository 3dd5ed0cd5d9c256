using DevFlow.Core.Credentials;
using DevFlow.GitHub;
using DevFlow.GitLab;
using DevFlow.Jira;
using DevFlow.Slack;

namespace DevFlow.Platforms.Tests;

/// <summary>What a token tells by its form, as all platforms together describe theirs.</summary>
public sealed class TokenShapeTests
{
    private static readonly Dictionary<string, IPlatformPlugin> Platforms = new(StringComparer.Ordinal)
    {
        ["github"] = new GitHubPlugin(),
        ["gitlab"] = new GitLabPlugin(),
        ["jira"] = new JiraPlugin(),
        ["slack"] = new SlackPlugin(),
    };

    private readonly TokenShape _shape = new(static () => [.. Platforms.Keys, "broken"], static id => Platforms.GetValueOrDefault(id) ?? throw new DevFlowException(ErrorReason.PluginInvalid, "It cannot be loaded."));

    public static TheoryData<string, string> Tokens => new()
    {
        { "ghp_0123456789abcdefghijklmnopqrstuvwxyz", "github" },
        { "github_pat_0123456789", "github" },
        { "ghr_0123456789", "github" },
        { "glpat-0123456789abcdefghij", "gitlab" },
        { "glrt-aaaaaaaaaaaaaaaaaaaa", "gitlab" },
        { "GR1348941aaaaaaaaaaaaaaaaaaaa", "gitlab" },
        { "ATATT3xFfGF0123456789", "jira" },
        { "ATCTT3xFfGF0123456789", "jira" },
        { "xoxb-1-2-abc", "slack" },
        { "xoxe.xoxp-1-abc", "slack" },
        { "xapp-1-abc", "slack" },
        { "https://hooks.slack.com/services/T1/B1/abcdef", "slack" },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public void A_token_of_another_platform_is_named_for_what_it_is_and_not_shown(string token, string owner)
    {
        foreach (string platform in Platforms.Keys.Where(id => id != owner))
        {
            DevFlowException error = Assert.Throws<DevFlowException>(() => _shape.Describe(platform, token));

            Assert.Equal((ErrorReason.InvalidArgument, $"This looks like a token of {owner}, not one of {platform}."), (error.Reason, error.Message));
            Assert.DoesNotContain(token, error.ToString(), StringComparison.Ordinal);
        }

        using SecretBuffer secret = SecretBuffer.FromChars(token);
        Assert.Equal(owner, _shape.OwnerOf(secret));
    }

    [Fact]
    public void What_no_platform_claims_is_for_the_one_that_is_named_to_judge()
    {
        using SecretBuffer secret = SecretBuffer.FromChars("something-else");

        Assert.Null(_shape.OwnerOf(secret));
        Assert.Equal("token of unknown form", _shape.Describe("github", "something-else"));
    }

    [Theory]
    [InlineData("ATATT3xFfGF0123456789", "jane@example.com", CredentialKind.Basic)]
    [InlineData("ATATT3xFfGF0123456789", null, CredentialKind.Token)]
    [InlineData("ghp_0123456789", "octocat", CredentialKind.Token)]
    [InlineData("a password", "ada", CredentialKind.Basic)]
    public void Only_what_stands_in_a_password_s_place_is_sent_with_the_account_it_was_found_beside(string token, string? account, CredentialKind kind)
    {
        using SecretBuffer secret = SecretBuffer.FromChars(token);

        Assert.Equal(kind, _shape.KindOf(secret, account));
    }
}
