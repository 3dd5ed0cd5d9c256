using DevFlow.Core.Connections;
using DevFlow.Core.Tests.Credentials;

namespace DevFlow.Core.Tests.Connections;

public sealed class ConnectionFileTests : IDisposable
{
    private readonly TestStore _store = new();

    public static Connection Sample(string name = "main", string platform = "github") => new()
    {
        Name = name,
        Platform = platform,
        BaseUri = new Uri("https://github.com/"),
        ApiUri = new Uri("https://api.github.com/"),
        Account = "octocat",
        TokenKind = "classic personal access token",
        Scopes = ["repo"],
        ExpiresAt = new DateTimeOffset(2027, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
        CredentialName = name,
        ConnectedAt = new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero).AddTicks(1234567),
    };

    [Fact]
    public async Task A_connection_reads_back_to_the_tick()
    {
        ConnectionFile file = Open();
        await file.SaveAsync(Sample(), TestContext.Current.CancellationToken);

        Connection read = Assert.Single(Open().Read());

        Assert.Equivalent(Sample(), read, strict: true);
    }

    [Fact]
    public void No_file_is_no_connection_and_reading_makes_none()
    {
        Assert.Empty(Open().Read());
        Assert.Empty(Directory.GetFileSystemEntries(_store.Home.Path));
    }

    [Fact]
    public async Task A_name_is_saved_once_whatever_its_case()
    {
        await Open().SaveAsync(Sample("Main"), TestContext.Current.CancellationToken);
        await Open().SaveAsync(Sample("main"), TestContext.Current.CancellationToken);

        Assert.Equal("main", Assert.Single(Open().Read()).Name);
    }

    [Fact]
    public async Task Parallel_saves_lose_nothing()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 20), TestContext.Current.CancellationToken, async (i, token) =>
            await new ConnectionFile(_store.Home, TimeProvider.System).SaveAsync(Sample($"c{i}"), token));

        Assert.Equal(20, Open().Read().Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"formatVersion":2,"connections":[]}""")]
    [InlineData("""{"formatVersion":1,"connections":null}""")]
    [InlineData("""{"formatVersion":1,"connections":[null]}""")]
    [InlineData("""{"formatVersion":1,"connections":[{"name":"x"}]}""")]
    public async Task A_damaged_file_is_an_error_that_names_it_and_is_left_as_it_is(string content)
    {
        string path = Path.Combine(_store.Home.Path, "connections.json");
        await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);

        DevFlowException error = Assert.Throws<DevFlowException>(() => Open().Read());
        await Assert.ThrowsAsync<DevFlowException>(() => Open().SaveAsync(Sample(), TestContext.Current.CancellationToken));

        Assert.Equal(ErrorReason.StoreCorrupt, error.Reason);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.RecommendedAction);
        Assert.Equal(content, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    public void Dispose() => _store.Dispose();

    private ConnectionFile Open() => new(_store.Home, _store.Time);
}
