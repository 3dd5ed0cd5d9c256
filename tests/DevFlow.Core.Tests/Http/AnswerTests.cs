using System.IO.Compression;
using System.Text.Json;
using DevFlow.Core.Http;

namespace DevFlow.Core.Tests.Http;

public sealed class AnswerTests
{
    [Fact]
    public async Task An_answer_that_announces_more_than_the_cap_is_refused_once()
    {
        await using ScriptedServer server = new((_, _) => Answer.Raw(200, [$"Content-Length: {ExchangeHandler.MaxBytes + 1L}"], [], AnswerEnd.Hang));
        using ChainFixture chain = new(server.Uri);

        DevFlowException error = await chain.FailAsync(server.Uri);

        Assert.Equal(ErrorReason.RequestFailed, error.Reason);
        Assert.Contains("64 MiB", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.RecommendedAction);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_answer_that_unpacks_to_more_than_the_cap_is_refused_once()
    {
        byte[] bomb = Zip(ExchangeHandler.MaxBytes + 1);
        await using ScriptedServer server = new((_, _) => Answer.Raw(200, ["Content-Encoding: gzip", $"Content-Length: {bomb.Length}"], bomb));
        using ChainFixture chain = new(server.Uri);

        Assert.Equal(ErrorReason.RequestFailed, (await chain.FailAsync(server.Uri)).Reason);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Pages_are_followed_until_the_end()
    {
        ScriptedServer? self = null;
        await using ScriptedServer server = new((request, _) => request.Path == "/1" ? Answer.Ok("[1,2]", $"X-Next: {self!.Uri}2") : Answer.Ok("[3]"));
        self = server;
        using ChainFixture chain = new(server.Uri);

        Assert.Equal([1, 2, 3], (await chain.ListAsync("/1")).Select(static item => item.GetInt32()));
    }

    [Fact]
    public async Task Pages_end_where_the_next_one_is_at_another_origin()
    {
        await using ScriptedServer stranger = new((_, _) => Answer.Ok("[9]"));
        await using ScriptedServer server = new((_, _) => Answer.Ok("[1]", $"X-Next: {stranger.Uri}"));
        using ChainFixture chain = new(server.Uri);

        Assert.Equal([1], (await chain.ListAsync("/")).Select(static item => item.GetInt32()));
        Assert.Empty(stranger.Requests);
    }

    [Fact]
    public async Task An_error_after_the_first_page_comes_after_its_items()
    {
        ScriptedServer? self = null;
        await using ScriptedServer server = new((request, _) => request.Path == "/1" ? Answer.Ok("[1]", $"X-Next: {self!.Uri}2") : Answer.Status(422, "page 2 is refused"));
        self = server;
        using ChainFixture chain = new(server.Uri);
        List<int> seen = [];
        PlatformRequest request = new() { Method = HttpMethod.Get, Path = "/1", AllPages = true };

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(async () =>
        {
            await foreach (JsonElement item in PlatformRequestSender.SendAsync(chain.Session, request, TestContext.Current.CancellationToken))
            {
                seen.Add(item.GetInt32());
            }
        });

        Assert.Equal([1], seen);
        Assert.Equal("page 2 is refused", error.Message);
    }

    [Fact]
    public async Task Broken_JSON_is_an_error_that_names_the_host()
    {
        await using ScriptedServer server = new((_, _) => Answer.Ok("{"));
        using ChainFixture chain = new(server.Uri);

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => chain.ListAsync("/"));

        Assert.Equal(ErrorReason.RequestFailed, error.Reason);
        Assert.Contains("127.0.0.1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_answer_has_no_items()
    {
        await using ScriptedServer server = new((_, _) => Answer.Status(204));
        using ChainFixture chain = new(server.Uri);

        Assert.Empty(await chain.ListAsync("/"));
    }

    private static byte[] Zip(int zeros)
    {
        using MemoryStream packed = new();
        using (GZipStream zip = new(packed, CompressionLevel.Fastest))
        {
            byte[] block = new byte[1024 * 1024];
            for (int left = zeros; left > 0; left -= block.Length)
            {
                zip.Write(block.AsSpan(0, Math.Min(left, block.Length)));
            }
        }

        return packed.ToArray();
    }
}
