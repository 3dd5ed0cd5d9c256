using DevFlow.GitLab;

namespace DevFlow.Platforms.Tests.GitLab;

public sealed class GitLabAuthenticationTests
{
    private static readonly string OAuth = new string('a', 32) + new string('9', 32);
    private readonly GitLabAuthentication _authentication = new();

    public static TheoryData<string, string> Tokens => new()
    {
        { "glpat-" + new string('a', 20), "personal, project or group access token" },
        { "glpat-" + new string('a', 40) + ".01.1a2b3c4d5", "personal, project or group access token" },
        { "acme.corp-glpat-" + new string('a', 20), "personal, project or group access token" },
        { new string('a', 32) + new string('9', 32), "OAuth access token" },
        { "acme-" + new string('a', 20), "token of unknown form" },
        { "glcbt-64_aaaaaaaaaaaaaaaaaa", "job token" },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public void The_kind_is_told_from_the_form(string token, string expected) => Assert.Equal(expected, _authentication.DescribeToken(token));

    [Theory]
    [InlineData("", "cannot be a GitLab token")]
    [InlineData("glpat-abc\r\nX-Evil: 1", "cannot be a GitLab token")]
    [InlineData("glpat-äbc", "cannot be a GitLab token")]
    [InlineData("gldt-aaaaaaaaaaaaaaaaaaaa", "GitLab deploy token")]
    [InlineData("acme-glrt-aaaaaaaaaaaaaaaa", "GitLab runner token")]
    [InlineData("GR1348941aaaaaaaaaaaaaaaaaaaa", "GitLab runner registration token")]
    [InlineData("gloas-aaaaaaaaaaaaaaaaaaaa", "GitLab OAuth application secret")]
    public void What_cannot_be_used_is_refused_without_showing_it(string token, string says)
    {
        DevFlowException refused = Assert.Throws<DevFlowException>(() => _authentication.DescribeToken(token));

        Assert.Equal(ErrorReason.InvalidArgument, refused.Reason);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.RecommendedAction);
        if (token.Length > 12)
        {
            Assert.DoesNotContain(token[12..], refused.Message + refused.RecommendedAction, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Access_tokens_have_a_header_of_their_own_and_OAuths_are_bearers()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "https://gitlab.com/api/v4/user");

        _authentication.Apply(request, CredentialKind.Token, "", "glpat-one");
        _authentication.Apply(request, CredentialKind.Token, "", "glpat-two");
        Assert.Equal(["glpat-two"], request.Headers.GetValues("PRIVATE-TOKEN"));
        Assert.Null(request.Headers.Authorization);

        _authentication.Apply(request, CredentialKind.Token, "", "glcbt-64_three");
        Assert.Equal(["glcbt-64_three"], request.Headers.GetValues("JOB-TOKEN"));
        Assert.False(request.Headers.Contains("PRIVATE-TOKEN"));

        _authentication.Apply(request, CredentialKind.Token, "", OAuth);
        Assert.Equal("Bearer " + OAuth, request.Headers.Authorization!.ToString());
        Assert.False(request.Headers.Contains("PRIVATE-TOKEN") || request.Headers.Contains("JOB-TOKEN"));
    }

    [Theory]
    [InlineData(CredentialKind.Basic)]
    [InlineData(CredentialKind.WebhookSecret)]
    public void Nothing_but_a_token_is_sent(CredentialKind kind)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "https://gitlab.com/api/v4/user");
        Assert.Equal(ErrorReason.InvalidArgument, Assert.Throws<DevFlowException>(() => _authentication.Apply(request, kind, "u", "s")).Reason);
    }
}
