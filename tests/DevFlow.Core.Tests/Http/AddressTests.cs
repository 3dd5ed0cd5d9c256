using DevFlow.Core.Http;

namespace DevFlow.Core.Tests.Http;

public sealed class AddressTests
{
    private static readonly Uri Api = new("https://ghe.example/api/v3/");

    [Theory]
    [InlineData("https://github.com")]
    [InlineData("http://127.0.0.1:8080/")]
    [InlineData("http://localhost")]
    [InlineData("http://[::1]:5000/")]
    public void An_address_that_keeps_secrets_is_taken(string address) => Origin.RequireSafe(new Uri(address));

    [Theory]
    [InlineData("http://github.com/", ErrorReason.InsecureAddress)]
    [InlineData("http://10.0.0.1/", ErrorReason.InsecureAddress)]
    [InlineData("github.com", ErrorReason.InvalidArgument)]
    [InlineData("/repos", ErrorReason.InvalidArgument)]
    [InlineData("ftp://github.com/", ErrorReason.InvalidArgument)]
    [InlineData("ghe.example:8443", ErrorReason.InvalidArgument)]
    [InlineData("https://user:pass-canary@github.com/", ErrorReason.InvalidArgument)]
    public void Any_other_address_is_refused_by_name_and_without_its_password(string address, ErrorReason reason)
    {
        DevFlowException error = Assert.Throws<DevFlowException>(() => Origin.RequireSafe(new Uri(address, UriKind.RelativeOrAbsolute)));

        Assert.Equal(reason, error.Reason);
        Assert.NotNull(error.RecommendedAction);
        Assert.DoesNotContain("pass-canary", error.Message, StringComparison.Ordinal);
        Assert.Contains(address.Contains("ghe", StringComparison.Ordinal) ? "ghe.example" : address.Split('@')[^1].Trim('/'), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/user", "https://ghe.example/api/v3/user")]
    [InlineData("user?per_page=5", "https://ghe.example/api/v3/user?per_page=5")]
    [InlineData("//evil.example/x", "https://ghe.example/api/v3/evil.example/x")]
    [InlineData("https://ghe.example/api/v3/user", "https://ghe.example/api/v3/user")]
    [InlineData("HTTPS://GHE.example:443/other", "https://ghe.example/other")]
    public void A_path_stays_at_the_connections_origin(string path, string expected) =>
        Assert.Equal(expected, PlatformRequestSender.Resolve(Api, path).AbsoluteUri);

    [Theory]
    [InlineData("/repos/o/r/labels/C#")]
    [InlineData("/repos/o/r/labels/C#/x?y=1")]
    [InlineData("https://ghe.example/o/r/issues/1#comment")]
    public void A_path_whose_end_would_not_be_sent_is_refused(string path)
    {
        DevFlowException error = Assert.Throws<DevFlowException>(() => PlatformRequestSender.Resolve(Api, path));

        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
        Assert.Contains("%23", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("https://ghe.example/api/v3/labels/C%23", PlatformRequestSender.Resolve(Api, "/labels/C%23").AbsoluteUri);
    }

    [Theory]
    [InlineData("https://evil.example/user")]
    [InlineData("http://ghe.example/user")]
    [InlineData("https://ghe.example:8443/user")]
    [InlineData("https://ghe.example@evil.example/")]
    public void A_path_to_another_origin_is_refused(string path)
    {
        DevFlowException error = Assert.Throws<DevFlowException>(() => PlatformRequestSender.Resolve(Api, path));

        Assert.Equal(ErrorReason.InsecureAddress, error.Reason);
        Assert.Contains("https://ghe.example/", error.Message, StringComparison.Ordinal);
    }
}
