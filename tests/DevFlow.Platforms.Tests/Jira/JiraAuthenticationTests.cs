using DevFlow.Jira;

namespace DevFlow.Platforms.Tests.Jira;

public sealed class JiraAuthenticationTests
{
    private const string PersonalToken = "MTIzNDU2Nzg5MDEyOgABAgMEBQYHCAkKCwwNDg8QERIT";
    private static readonly string ApiToken = $"ATATT3{new string('x', 177)}=0123ABCD";

    private readonly JiraAuthentication _authentication = new();

    [Theory]
    [InlineData(PersonalToken, "personal access token")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "OAuth access token")]
    [InlineData("ATATT3xFfGF0x=0123ABCD", "scoped API token")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789ab", "token of unknown form")]
    public void A_token_is_told_by_its_form(string token, string kind) => Assert.Equal(kind, _authentication.DescribeToken(token));

    [Theory]
    [InlineData("ATCTT3xFfGF0", "organization")]
    [InlineData("ATOAxyz", "secret")]
    [InlineData("two\r\nlines", "line breaks")]
    [InlineData("", "empty")]
    public void What_is_no_token_of_Jira_is_named_for_what_it_is(string token, string says)
    {
        DevFlowException error = Assert.Throws<DevFlowException>(() => _authentication.DescribeToken(token));

        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.True(token.Length < 4 || !error.Message.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public void In_a_password_s_place_an_API_token_is_told_from_a_password()
    {
        Assert.Equal("API token", _authentication.DescribePassword(ApiToken));
        Assert.Equal("user name and password", _authentication.DescribePassword("correct horse battery"));
        Assert.Throws<DevFlowException>(() => _authentication.DescribePassword(ApiToken + "\n"));
    }

    [Fact]
    public void An_email_address_and_its_token_are_Basic_and_all_other_tokens_bearers()
    {
        Assert.Equal("Basic amFuZUBleGFtcGxlLmNvbTpzw6ljcmV0", Sent("https://acme.atlassian.net/rest", CredentialKind.Basic, "jane@example.com", "sécret"));
        Assert.Equal($"Bearer {PersonalToken}", Sent("https://jira.example.com/rest", CredentialKind.Token, "", PersonalToken));
        Assert.Equal($"Bearer {ApiToken}", Sent("https://api.atlassian.com/ex/jira/1/rest", CredentialKind.Token, "", ApiToken));
    }

    [Fact]
    public void An_API_token_without_its_account_and_a_webhook_secret_are_never_sent()
    {
        DevFlowException error = Assert.Throws<DevFlowException>(() => Sent("https://acme.atlassian.net/rest", CredentialKind.Token, "", ApiToken));
        Assert.Contains("-Credential", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Throws<DevFlowException>(() => Sent("https://acme.atlassian.net/rest", CredentialKind.WebhookSecret, "", "secret"));
    }

    private string? Sent(string address, CredentialKind kind, string account, string secret)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        _authentication.Apply(request, kind, account, secret);
        return request.Headers.Authorization?.ToString();
    }
}
