using DevFlow.GitHub;

namespace DevFlow.Platforms.Tests.GitHub;

public sealed class GitHubPluginTests
{
    [Theory]
    [InlineData("https://github.com/", "https://api.github.com/")]
    [InlineData("https://GitHub.com/octocat/hello", "https://api.github.com/")]
    [InlineData("http://www.github.com", "https://api.github.com/")]
    [InlineData("https://api.github.com/", "https://api.github.com/")]
    [InlineData("https://octocorp.ghe.com/", "https://api.octocorp.ghe.com/")]
    [InlineData("https://api.octocorp.ghe.com/", "https://api.octocorp.ghe.com/")]
    [InlineData("https://github.example.com/", "https://github.example.com/api/v3/")]
    [InlineData("https://github.example.com/api/v3", "https://github.example.com/api/v3/")]
    [InlineData("https://github.example.com/api/v3/", "https://github.example.com/api/v3/")]
    [InlineData("https://github.example.com:8443/orgs/x?y#z", "https://github.example.com:8443/api/v3/")]
    [InlineData("http://127.0.0.1:5123/", "http://127.0.0.1:5123/api/v3/")]
    [InlineData("http://[::1]:5123/", "http://[::1]:5123/api/v3/")]
    [InlineData("https://notgithub.com/", "https://notgithub.com/api/v3/")]
    [InlineData("https://github.com.evil.example/", "https://github.com.evil.example/api/v3/")]
    [InlineData("https://evilghe.com/", "https://evilghe.com/api/v3/")]
    [InlineData("https://user:secret@github.example.com/", "https://github.example.com/api/v3/")]
    public void The_address_of_the_API_follows_from_the_address_a_person_opens(string address, string expected) =>
        Assert.Equal(expected, new GitHubPlugin().GetApiUri(new Uri(address)).AbsoluteUri);

    [Theory]
    [InlineData("ftp://github.com/")]
    [InlineData("file:///etc/passwd")]
    public void Another_scheme_is_refused(string address)
    {
        DevFlowException refused = Assert.Throws<DevFlowException>(() => new GitHubPlugin().GetApiUri(new Uri(address)));
        Assert.Equal(ErrorReason.InvalidArgument, refused.Reason);
    }

    [Fact]
    public void The_plugin_is_the_only_public_type_of_its_assembly() =>
        Assert.Equal(typeof(GitHubPlugin), Assert.Single(typeof(GitHubPlugin).Assembly.GetExportedTypes()));
}
