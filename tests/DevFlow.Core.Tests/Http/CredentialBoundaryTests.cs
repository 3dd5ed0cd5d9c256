using System.Net;
using DevFlow.Core.Http;

namespace DevFlow.Core.Tests.Http;

public sealed class CredentialBoundaryTests
{
    [Fact]
    public async Task A_redirect_to_another_origin_does_not_carry_the_credential_whatever_header_it_is_in()
    {
        await using ScriptedServer stranger = new((_, _) => Answer.Ok());
        await using ScriptedServer own = new((_, _) => Answer.Redirect(stranger.Uri));
        using ChainFixture chain = new(own.Uri);

        using HttpResponseMessage response = await chain.SendAsync(own.Uri);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([ChainFixture.Token], Assert.Single(own.Requests).Values(HeaderPlatform.TokenHeader));
        Assert.DoesNotContain(Assert.Single(stranger.Requests).HeaderLines, static line => line.Contains(ChainFixture.Token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_within_the_origin_carries_the_credential_once(int status)
    {
        Uri? moved = null;
        await using ScriptedServer own = new((request, _) => request.Path == "/old" ? Answer.Redirect(moved!, status) : Answer.Ok());
        moved = new Uri(own.Uri, "new");
        using ChainFixture chain = new(own.Uri);

        using HttpResponseMessage response = await chain.SendAsync(new Uri(own.Uri, "old"));

        Assert.Equal(["/old", "/new"], own.Requests.Select(static r => r.Path));
        Assert.All(own.Requests, static r => Assert.Equal([ChainFixture.Token], r.Values(HeaderPlatform.TokenHeader)));
        Assert.Equal("/new", response.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task A_redirect_there_and_back_leaves_the_credential_at_home()
    {
        ScriptedServer? own = null;
        await using ScriptedServer stranger = new((_, _) => Answer.Redirect(new Uri(own!.Uri, "back")));
        await using ScriptedServer home = new((request, _) => request.Path == "/back" ? Answer.Ok() : Answer.Redirect(stranger.Uri));
        own = home;
        using ChainFixture chain = new(home.Uri);

        using HttpResponseMessage response = await chain.SendAsync(home.Uri);

        Assert.Equal(2, home.Requests.Count);
        Assert.Empty(Assert.Single(stranger.Requests).Values(HeaderPlatform.TokenHeader));
    }

    [Fact]
    public async Task A_request_to_another_origin_gets_no_credential_and_loses_one_it_brought()
    {
        await using ScriptedServer stranger = new((_, _) => Answer.Ok());
        using ChainFixture chain = new(new Uri("https://own.example/"));
        HttpRequestMessage request = new(HttpMethod.Get, stranger.Uri) { Headers = { { "Authorization", "Bearer brought" } } };

        using HttpResponseMessage response = await chain.SendAsync(request);

        ReceivedRequest received = Assert.Single(stranger.Requests);
        Assert.Empty(received.Values(HeaderPlatform.TokenHeader));
        Assert.Empty(received.Values("Authorization"));
    }

    [Fact]
    public async Task The_request_and_the_answer_do_not_keep_the_credential()
    {
        await using ScriptedServer own = new((_, _) => Answer.Ok());
        using ChainFixture chain = new(own.Uri);
        HttpRequestMessage request = new(HttpMethod.Get, own.Uri);

        using HttpResponseMessage response = await chain.SendAsync(request);

        Assert.Same(request, response.RequestMessage);
        Assert.DoesNotContain(ChainFixture.Token, request.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_into_clear_text_is_refused()
    {
        await using ScriptedServer own = new((_, _) => Answer.Redirect(new Uri("http://clear.example/")));
        using ChainFixture chain = new(own.Uri);

        Assert.Equal(ErrorReason.InsecureAddress, (await chain.FailAsync(own.Uri)).Reason);
        Assert.Single(own.Requests);
    }

    [Fact]
    public async Task A_redirect_of_a_POST_is_not_followed()
    {
        await using ScriptedServer own = new((request, _) => Answer.Redirect(new Uri("http://127.0.0.1:9/"), 307));
        using ChainFixture chain = new(own.Uri);

        using HttpResponseMessage response = await chain.SendAsync(own.Uri, "POST", "{}");

        Assert.Equal(HttpStatusCode.TemporaryRedirect, response.StatusCode);
        Assert.Single(own.Requests);
    }

    [Fact]
    public async Task Redirects_in_a_circle_end_after_five_hops()
    {
        ScriptedServer? own = null;
        await using ScriptedServer circle = new((_, _) => Answer.Redirect(own!.Uri));
        own = circle;
        using ChainFixture chain = new(circle.Uri);

        using HttpResponseMessage response = await chain.SendAsync(circle.Uri);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(6, circle.Requests.Count);
    }

    [Fact]
    public void A_proxy_of_the_system_is_never_used_for_loopback()
    {
        LoopbackIsDirect proxy = new(new WebProxy("http://proxy.example:3128"));
        using SocketsHttpHandler sockets = HttpChain.CreateSockets();

        foreach (string own in (string[])["http://127.0.0.1:8080/", "http://localhost/", "http://[::1]/"])
        {
            Assert.True(proxy.IsBypassed(new Uri(own)));
            Assert.Null(proxy.GetProxy(new Uri(own)));
        }

        Assert.False(proxy.IsBypassed(new Uri("https://github.com/")));
        Assert.Equal("proxy.example", proxy.GetProxy(new Uri("https://github.com/"))!.Host);
        Assert.IsType<LoopbackIsDirect>(sockets.Proxy);
    }

    [Fact]
    public void A_redirect_out_of_https_is_refused_even_to_loopback()
    {
        DevFlowException error = Assert.Throws<DevFlowException>(() => Redirect.RequireSafe(new Uri("https://own.example/"), new Uri("http://127.0.0.1:9/")));

        Assert.Equal(ErrorReason.InsecureAddress, error.Reason);
    }

    [Fact]
    public async Task A_redirect_to_nowhere_is_the_answer()
    {
        await using ScriptedServer own = new((_, _) => Answer.Status(302, "", "Location: //["));
        using ChainFixture chain = new(own.Uri);

        using HttpResponseMessage response = await chain.SendAsync(own.Uri);

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
    }
}
