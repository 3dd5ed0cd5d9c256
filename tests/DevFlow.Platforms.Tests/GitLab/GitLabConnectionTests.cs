using DevFlow.GitLab;
using DevFlow.Platforms.Tests.Sandbox.GitLab;

namespace DevFlow.Platforms.Tests.GitLab;

/// <summary>What each of GitLab's logins is told of itself.</summary>
public sealed class GitLabConnectionTests
{
    private readonly GitLabPlugin _plugin = new();

    [Theory]
    [InlineData("user", CredentialKind.Token, "personal, project or group access token")]
    [InlineData("routable", CredentialKind.Token, "personal, project or group access token")]
    [InlineData("impersonation", CredentialKind.Token, "personal, project or group access token")]
    [InlineData("project", CredentialKind.Token, "personal, project or group access token")]
    [InlineData("group", CredentialKind.Token, "personal, project or group access token")]
    [InlineData("oauth", CredentialKind.OAuth, "OAuth access token")]
    [InlineData("job", CredentialKind.Token, "job token")]
    public async Task Every_login_tells_its_kind_and_its_account(string login, CredentialKind kind, string expected)
    {
        await using RunningGitLab gitlab = await RunningGitLab.StartAsync();
        using AuthenticatedChain chain = new(_plugin, kind, "", gitlab.Secret(login));

        Identity identity = await _plugin.OpenApi(_plugin.GetApiUri(gitlab.Server.BaseUri), chain).GetIdentityAsync(TestContext.Current.CancellationToken);

        Assert.Equal(expected, _plugin.Authentication.DescribeToken(gitlab.Secret(login)));
        Assert.NotEmpty(identity.Account);
    }

    [Fact]
    public async Task A_token_that_is_good_for_nothing_is_refused_by_the_first_answer()
    {
        await using RunningGitLab gitlab = await RunningGitLab.StartAsync();
        using AuthenticatedChain chain = new(_plugin, CredentialKind.Token, "", "glpat-unknown");

        DevFlowException refused = await Assert.ThrowsAsync<DevFlowException>(() =>
            _plugin.OpenApi(_plugin.GetApiUri(gitlab.Server.BaseUri), chain).GetIdentityAsync(TestContext.Current.CancellationToken));

        Assert.Equal(ErrorReason.AuthenticationFailed, refused.Reason);
        Assert.EndsWith("/user", refused.Target, StringComparison.Ordinal);
    }
}
