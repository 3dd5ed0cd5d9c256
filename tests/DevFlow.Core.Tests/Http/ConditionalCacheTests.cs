using System.Net;
using DevFlow.Core.Http;
using DevFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Core.Tests.Http;

public sealed class ConditionalCacheTests : IDisposable
{
    private const string Tag = "\"v1\"";

    private readonly TempFolder _folder = new();

    private HomeFolder Home => HomeFolder.Open(_folder.File("home"));

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again_and_its_answer_is_whole()
    {
        await using ScriptedServer server = Versioned();
        using ChainFixture first = new(server.Uri, Home);
        (await first.SendAsync(server.Uri)).Dispose();

        // Another process: nothing of the first is left but the files.
        using ChainFixture second = new(server.Uri, Home);
        using HttpResponseMessage response = await second.SendAsync(server.Uri);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"n":1}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["kept"], response.Headers.GetValues("X-Kept"));
        Assert.Equal(["2"], response.Headers.GetValues("X-Number"));
        Assert.Equal([[], [Tag]], server.Requests.Select(static request => request.Values("If-None-Match")));
    }

    [Fact]
    public async Task What_has_changed_replaces_what_was_kept()
    {
        string tag = Tag;
        await using ScriptedServer server = new((request, number) => request.Values("If-None-Match") is [string asked] && asked == tag
            ? Answer.Status(304, "", $"ETag: {tag}")
            : Answer.Ok($$"""{"n":{{number}}}""", $"ETag: {tag}"));
        using ChainFixture chain = new(server.Uri, Home);
        (await chain.SendAsync(server.Uri)).Dispose();
        tag = "\"v2\"";

        Assert.Equal(2, Assert.Single(await chain.ListAsync("/")).GetProperty("n").GetInt32());
        Assert.Equal(2, Assert.Single(await chain.ListAsync("/")).GetProperty("n").GetInt32());
        Assert.Equal("\"v2\"", server.Requests.Last().Values("If-None-Match").Single());
    }

    [Theory]
    [InlineData("Cache-Control: no-store")]
    [InlineData("Vary: *")]
    public async Task What_must_not_be_kept_is_not(string header)
    {
        await using ScriptedServer server = new((_, _) => Answer.Ok("{}", $"ETag: {Tag}", header));
        await AssertAsksAnewAsync(server, "GET");
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("HEAD")]
    public async Task Only_what_is_read_as_a_whole_is_kept(string method)
    {
        await using ScriptedServer server = new((_, _) => Answer.Status(200, "", $"ETag: {Tag}"));
        await AssertAsksAnewAsync(server, method);
    }

    [Fact]
    public async Task A_caller_who_wants_none_of_it_gets_none()
    {
        await using ScriptedServer server = Versioned();
        using ChainFixture chain = new(server.Uri, Home);
        (await chain.SendAsync(server.Uri)).Dispose();
        chain.Options = chain.Options with { UsesCache = false };

        (await chain.SendAsync(server.Uri)).Dispose();

        Assert.Empty(server.Requests.Last().Values("If-None-Match"));
    }

    [Fact]
    public async Task A_caller_with_a_condition_of_its_own_gets_the_platforms_answer_to_it()
    {
        await using ScriptedServer server = Versioned();
        using ChainFixture chain = new(server.Uri, Home);
        (await chain.SendAsync(server.Uri)).Dispose();
        using HttpRequestMessage request = new(HttpMethod.Get, server.Uri);
        request.Headers.TryAddWithoutValidation("If-None-Match", Tag);

        using HttpResponseMessage response = await chain.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
    }

    [Fact]
    public async Task A_damaged_file_is_asked_for_anew()
    {
        await using ScriptedServer server = Versioned();
        using ChainFixture first = new(server.Uri, Home);
        (await first.SendAsync(server.Uri)).Dispose();
        string file = Assert.Single(Directory.GetFiles(Home.Folder("cache"), "*", SearchOption.AllDirectories));
        byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[^40] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        using ChainFixture second = new(server.Uri, Home);
        (await second.SendAsync(server.Uri)).Dispose();

        Assert.Empty(server.Requests.Last().Values("If-None-Match"));
    }

    [Fact]
    public async Task A_redirect_elsewhere_takes_no_condition_along()
    {
        bool moved = false;
        await using ScriptedServer stranger = new((_, _) => Answer.Ok());
        await using ScriptedServer own = new((_, _) => moved ? Answer.Redirect(stranger.Uri) : Answer.Ok("{}", $"ETag: {Tag}"));
        using ChainFixture chain = new(own.Uri, Home);
        (await chain.SendAsync(own.Uri)).Dispose();
        moved = true;

        (await chain.SendAsync(own.Uri)).Dispose();

        Assert.Empty(Assert.Single(stranger.Requests).Values("If-None-Match"));
    }

    [Fact]
    public async Task Files_are_the_owners_alone_and_their_names_tell_nothing()
    {
        await using ScriptedServer server = Versioned();
        using ChainFixture chain = new(server.Uri, Home);

        (await chain.SendAsync(new Uri(server.Uri, "secret-project"))).Dispose();

        string file = Assert.Single(Directory.GetFiles(Home.Folder("cache"), "*", SearchOption.AllDirectories));
        Assert.DoesNotContain("secret", file[_folder.Path.Length..], StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public void Beyond_its_capacity_the_oldest_go()
    {
        SwiftTime time = new();
        AnswerCache cache = new(Home, NullLogger<AnswerCache>.Instance, time, capacity: 100_000);
        for (int i = 0; i < 30; i++)
        {
            cache.Keep(new Question("main", $"/{i}"), new CachedAnswer(Tag, "", [], new byte[10_000]));
            _ = cache.Find(new Question("main", "/0"));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(Directory.GetFiles(Home.Folder("cache"), "*", SearchOption.AllDirectories).Sum(static file => new FileInfo(file).Length), 1, 100_000);
        Assert.NotNull(cache.Find(new Question("main", "/0")));
        Assert.Null(cache.Find(new Question("main", "/5")));
        Assert.Null(cache.Find(new Question("other", "/0")));
    }

    public void Dispose() => _folder.Dispose();

    private static ScriptedServer Versioned() => new((request, number) => request.Values("If-None-Match") is [Tag]
        ? Answer.Status(304, "", $"ETag: {Tag}", $"X-Number: {number}")
        : Answer.Ok($$"""{"n":{{number}}}""", $"ETag: {Tag}", $"X-Number: {number}", "X-Kept: kept"));

    private async Task AssertAsksAnewAsync(ScriptedServer server, string method)
    {
        using ChainFixture chain = new(server.Uri, Home);
        (await chain.SendAsync(server.Uri, method)).Dispose();
        (await chain.SendAsync(server.Uri, method)).Dispose();

        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, static request => Assert.Empty(request.Values("If-None-Match")));
    }
}
