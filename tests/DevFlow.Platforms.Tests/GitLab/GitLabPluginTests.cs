using DevFlow.GitLab;

namespace DevFlow.Platforms.Tests.GitLab;

public sealed class GitLabPluginTests
{
    [Theory]
    [InlineData("https://gitlab.com/", "https://gitlab.com/api/v4/")]
    [InlineData("https://gitlab.com/acme/shop/-/issues/7?x#y", "https://gitlab.com/api/v4/")]
    [InlineData("https://gitlab.example.com:8443/acme", "https://gitlab.example.com:8443/api/v4/")]
    [InlineData("https://gitlab.example.com/api/v4", "https://gitlab.example.com/api/v4/")]
    [InlineData("https://example.com/gitlab/api/v4/", "https://example.com/gitlab/api/v4/")]
    [InlineData("http://127.0.0.1:5123/", "http://127.0.0.1:5123/api/v4/")]
    [InlineData("https://user:secret@gitlab.example.com/", "https://gitlab.example.com/api/v4/")]
    public void The_address_of_the_API_follows_from_the_address_a_person_opens(string address, string expected) =>
        Assert.Equal(expected, new GitLabPlugin().GetApiUri(new Uri(address)).AbsoluteUri);

    [Fact]
    public void Another_scheme_is_refused() =>
        Assert.Equal(ErrorReason.InvalidArgument, Assert.Throws<DevFlowException>(static () => new GitLabPlugin().GetApiUri(new Uri("ftp://gitlab.com/"))).Reason);

    [Fact]
    public void The_plugin_is_the_only_public_type_of_its_assembly() =>
        Assert.Equal(typeof(GitLabPlugin), Assert.Single(typeof(GitLabPlugin).Assembly.GetExportedTypes()));
}
