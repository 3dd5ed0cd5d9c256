using DevFlow.GitHub;

namespace DevFlow.Platforms.Tests.GitHub;

public sealed class GitHubAuthenticationTests
{
    private readonly GitHubAuthentication _authentication = new();

    public static TheoryData<string, string> Tokens => new()
    {
        { "ghp_" + new string('a', 36), "classic personal access token" },
        { "github_pat_" + new string('a', 82), "fine-grained personal access token" },
        { "gho_" + new string('a', 36), "OAuth access token" },
        { "ghu_" + new string('a', 36), "GitHub App user token" },
        { "ghs_" + new string('a', 36), "GitHub App installation token" },
        { "ghs_1234567_eyJhbGciOiJSUzI1NiJ9." + new string('a', 400) + ".s-_g", "GitHub App installation token" },
        { "0123456789abcdef0123456789abcdef01234567", "classic personal access token (old form)" },
        { "0123456789abcdef0123456789abcdef0123456", "token of unknown form" },
        { "enterprise-token", "token of unknown form" },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public void The_kind_is_told_from_the_form(string token, string expected) => Assert.Equal(expected, _authentication.DescribeToken(token));

    [Theory]
    [InlineData("ghr_aaaaaaaaaaaaaaaaaaaaaaaa", "refresh token")]
    [InlineData("", "cannot be a GitHub token")]
    [InlineData(" ghp_abc", "cannot be a GitHub token")]
    [InlineData("ghp_abc\n", "cannot be a GitHub token")]
    [InlineData("ghp_abc\r\nX-Evil: 1", "cannot be a GitHub token")]
    [InlineData("ghp_äbc", "cannot be a GitHub token")]
    [InlineData("ghp_abc\0", "cannot be a GitHub token")]
    public void What_cannot_be_a_token_of_GitHub_is_refused_without_showing_it(string token, string says)
    {
        DevFlowException refused = Assert.Throws<DevFlowException>(() => _authentication.DescribeToken(token));

        Assert.Equal(ErrorReason.InvalidArgument, refused.Reason);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.RecommendedAction);
        if (token.Trim().Length > 4)
        {
            Assert.DoesNotContain(token[4..].Trim(), refused.Message + refused.RecommendedAction, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Tokens_are_sent_as_bearer_and_passwords_as_basic()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "https://api.github.com/user");

        _authentication.Apply(request, CredentialKind.Token, "octocat", "ghp_abc");
        Assert.Equal("Bearer ghp_abc", request.Headers.Authorization!.ToString());

        _authentication.Apply(request, CredentialKind.Basic, "octöcat", "pässword");
        Assert.Equal("Basic " + Convert.ToBase64String("octöcat:pässword"u8), request.Headers.Authorization.ToString());

        DevFlowException refused = Assert.Throws<DevFlowException>(() => _authentication.Apply(request, CredentialKind.WebhookSecret, "", "s"));
        Assert.Equal(ErrorReason.InvalidArgument, refused.Reason);
    }
}
