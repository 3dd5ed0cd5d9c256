using System.Net;
using System.Net.Sockets;
using DevFlow.Platforms.Tests.Sandbox.GitHub;
using DevFlow.Sandbox;

namespace DevFlow.Platforms.Tests.Sandbox;

public sealed class SandboxHostTests
{
    [Fact]
    public void One_class_of_the_assembly_is_the_host_and_can_be_made_without_arguments()
    {
        Type host = Assert.Single(typeof(SandboxHost).Assembly.GetTypes(), type => typeof(ISandboxHost).IsAssignableFrom(type));

        Assert.IsAssignableFrom<ISandboxHost>(Activator.CreateInstance(host));
    }

    [Fact]
    public async Task A_sandbox_says_where_it_is_and_since_when()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        Assert.Equal("github", sandbox.Server.Platform);
        Assert.Equal("octo-org/hello-world", sandbox.Server.Repository);
        Assert.Equal("127.0.0.1", sandbox.Server.BaseUri.Host);
        Assert.Equal($"http://127.0.0.1:{sandbox.Server.BaseUri.Port}/", sandbox.Server.BaseUri.ToString());
        Assert.Equal(sandbox.Clock.GetUtcNow(), sandbox.Server.StartedAt);
        Assert.True(sandbox.Server.IsRunning);
        Assert.Equal(0, sandbox.Server.Requests);
    }

    [Fact]
    public async Task Two_sandboxes_share_nothing()
    {
        await using RunningGitHub one = await RunningGitHub.StartAsync();
        await using RunningGitHub other = await RunningGitHub.StartAsync();
        using HttpClient crossed = other.CreateClient(one.PlainToken);

        await one.CallAsync("POST", RunningGitHub.Repo + "/issues", """{"title":"Only here"}""");
        using HttpResponseMessage refused = await crossed.GetAsync("user", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(3, (await one.CallAsync("GET", RunningGitHub.Repo + "/issues")).GetArrayLength());
        Assert.Equal(2, (await other.CallAsync("GET", RunningGitHub.Repo + "/issues")).GetArrayLength());
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        int port = sandbox.Server.BaseUri.Port;

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => StartAsync(new() { Port = port }));

        Assert.Equal(ErrorReason.PortInUse, error.Reason);
        Assert.Contains($"{port}", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.RecommendedAction);
    }

    [Fact]
    public async Task A_stopped_sandbox_leaves_its_port_free_and_stopping_twice_is_fine()
    {
        RunningGitHub sandbox = await RunningGitHub.StartAsync();
        int port = sandbox.Server.BaseUri.Port;
        (await sandbox.GetAsync("user")).Dispose();

        await sandbox.DisposeAsync();
        await sandbox.Server.DisposeAsync();

        Assert.False(sandbox.Server.IsRunning);
        await using SandboxServer next = await StartAsync(new() { Port = port });
        Assert.Equal(port, next.BaseUri.Port);
    }

    [Fact]
    public async Task It_listens_on_loopback_only()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        using TcpListener everywhereElse = new(IPAddress.Parse("127.0.0.2"), sandbox.Server.BaseUri.Port);

        everywhereElse.Start();

        Assert.True(everywhereElse.Server.IsBound);
    }

    [Theory]
    [InlineData(-1, 5000)]
    [InlineData(65536, 5000)]
    [InlineData(0, 0)]
    public async Task Options_that_make_no_sense_are_refused(int port, int limit)
    {
        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => StartAsync(new() { Port = port, Limits = new Dictionary<string, int> { ["core"] = limit } }));

        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
    }

    [Fact]
    public async Task Many_writers_lose_nothing()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        int[] numbers = await Task.WhenAll(Enumerable.Range(0, 60).Select(async i =>
            (await sandbox.CallAsync("POST", RunningGitHub.Repo + "/issues", $$"""{"title":"{{i}}"}""")).GetProperty("number").GetInt32()));

        Assert.Equal(Enumerable.Range(3, 60), numbers.Order());
        Assert.Equal(62, (await sandbox.CallAsync("GET", RunningGitHub.Repo)).GetProperty("open_issues_count").GetInt32());
    }

    private static Task<SandboxServer> StartAsync(SandboxOptions options) =>
        new SandboxHost().StartAsync(options, TimeProvider.System, TestContext.Current.CancellationToken);
}
