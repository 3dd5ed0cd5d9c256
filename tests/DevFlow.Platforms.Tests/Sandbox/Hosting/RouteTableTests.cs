using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Platforms.Tests.Sandbox.Hosting;

public sealed class RouteTableTests
{
    private static readonly RouteTable<TestCall> Table = new(
    [
        Route("GET", "/user"),
        Route("GET", "/users/{username}"),
        Route("GET", "/repos/{owner}/{repo}"),
        Route("DELETE", "/repos/{owner}/{repo}"),
        Route("GET", "/repos/{owner}/{repo}/issues/{issue_number}"),
        Route("GET", "/repos/{owner}/{repo}/issues/comments"),
        Route("GET", "/repos/{owner}/{repo}/contents/{path*}"),
        Route("GET", "/{any}/{other}/issues/x/y"),
    ]);

    [Theory]
    [InlineData("GET", "/user", "/user", "")]
    [InlineData("HEAD", "/user/", "/user", "")]
    [InlineData("GET", "/users/octo%2Fcat", "/users/{username}", "username=octo/cat")]
    [InlineData("DELETE", "/repos/a/b", "/repos/{owner}/{repo}", "owner=a,repo=b")]
    [InlineData("GET", "/repos/a/b/issues/comments", "/repos/{owner}/{repo}/issues/comments", "owner=a,repo=b")]
    [InlineData("GET", "//repos//a/b/issues/7", "/repos/{owner}/{repo}/issues/{issue_number}", "owner=a,repo=b,issue_number=7")]
    [InlineData("GET", "/repos/a/b/contents/src/a%20b.txt/", "/repos/{owner}/{repo}/contents/{path*}", "owner=a,repo=b,path=src/a b.txt")]
    [InlineData("GET", "/repos/a/b/contents/", "/repos/{owner}/{repo}/contents/{path*}", "owner=a,repo=b,path=")]
    [InlineData("GET", "/repos/issues/issues/x/y", "/{any}/{other}/issues/x/y", "any=repos,other=issues")]
    public void A_path_finds_its_route_and_the_values_in_it(string method, string path, string template, string values)
    {
        Assert.True(Table.TryFind(method, path, 0, out Route<TestCall>? route, out RouteValues found, out _));

        Assert.Equal(template, route.Template);
        Assert.All(values.Split(',', StringSplitOptions.RemoveEmptyEntries), pair => Assert.Equal(pair.Split('=')[1], found[pair.Split('=')[0]]));
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/nowhere")]
    [InlineData("GET", "/repos/a")]
    [InlineData("GET", "/repos/a/b/issues")]
    [InlineData("GET", "/User")]
    public void What_is_no_route_is_not_found(string method, string path) =>
        Assert.False(Table.TryFind(method, path, 0, out _, out _, out _));

    [Fact]
    public void A_wrong_method_is_told_which_would_do()
    {
        Assert.False(Table.TryFind("PUT", "/repos/a/b", 0, out _, out _, out IReadOnlyCollection<string> allowed));

        Assert.Equal(["DELETE", "GET"], allowed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_path_can_begin_after_a_prefix() =>
        Assert.True(Table.TryFind("GET", "/api/v3/user", "/api/v3".Length, out _, out _, out _));

    [Fact]
    public void Two_routes_at_one_place_are_a_mistake_of_the_programmer() =>
        Assert.Throws<ArgumentException>(() => new RouteTable<TestCall>([Route("GET", "/a/{b}"), Route("GET", "/a/{c}")]));

    private static Route<TestCall> Route(string method, string template) =>
        new(method, template, static (_, _) => new(Answer.Empty(StatusCodes.Status204NoContent)));

    private sealed class TestCall(HttpContext context, DevFlow.Sandbox.Ledger.Exchange exchange) : Call(context, exchange);
}
