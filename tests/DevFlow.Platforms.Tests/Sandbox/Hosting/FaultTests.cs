using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DevFlow.Platforms.Tests.Sandbox.GitHub;

namespace DevFlow.Platforms.Tests.Sandbox.Hosting;

public sealed class FaultTests
{
    private const string Issues = RunningGitHub.Repo + "/issues";

    [Fact]
    public async Task A_status_is_answered_and_nothing_is_done()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        sandbox.Server.Faults = [new() { Kind = SandboxFaultKind.Status, Status = 502, Method = "post", Path = "*/issues" }];

        using HttpResponseMessage refused = await sandbox.SendAsync("POST", Issues, """{"title":"x"}""");

        Assert.Equal(HttpStatusCode.BadGateway, refused.StatusCode);
        Assert.Equal(2, await CountAsync(sandbox));
    }

    [Fact]
    public async Task A_reset_before_the_commit_leaves_nothing_and_one_after_it_leaves_the_change()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        sandbox.Server.Faults =
        [
            new() { Kind = SandboxFaultKind.ResetBefore, Method = "POST", Count = 1 },
            new() { Kind = SandboxFaultKind.ResetAfter, Method = "POST", Skip = 1, Count = 1 },
        ];

        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.SendAsync("POST", Issues, """{"title":"lost"}"""));
        Assert.Equal(2, await CountAsync(sandbox));
        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.SendAsync("POST", Issues, """{"title":"kept"}"""));
        Assert.Equal(3, await CountAsync(sandbox));
        Assert.Equal([0, 0], sandbox.Server.Ledger.Where(request => request.Method == "POST").Select(request => request.Status));
    }

    [Fact]
    public async Task A_truncated_body_ends_early()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        sandbox.Server.Faults = [new() { Kind = SandboxFaultKind.Truncate }];

        using HttpRequestMessage request = new(HttpMethod.Get, "user");
        using HttpResponseMessage response = await sandbox.Client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Latency_and_slow_bodies_take_their_time_by_the_clock_and_no_less()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        sandbox.Server.Faults =
        [
            new() { Kind = SandboxFaultKind.Latency, Delay = TimeSpan.FromMinutes(1) },
            new() { Kind = SandboxFaultKind.SlowBody, Delay = TimeSpan.FromMinutes(2) },
        ];
        DateTimeOffset before = sandbox.Clock.GetUtcNow();

        Task<HttpResponseMessage> asked = sandbox.GetAsync("user");
        while (!asked.IsCompleted)
        {
            sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(asked, Task.Delay(1, TestContext.Current.CancellationToken));
        }

        using HttpResponseMessage response = await asked;
        Assert.Equal("octocat", (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("login").GetString());
        Assert.InRange(sandbox.Clock.GetUtcNow() - before, TimeSpan.FromMinutes(3), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task A_skewed_clock_shows_in_the_date_and_nowhere_else()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        using HttpResponseMessage straight = await sandbox.GetAsync("user");
        sandbox.Server.Faults = [new() { Kind = SandboxFaultKind.ClockSkew, Delay = TimeSpan.FromMinutes(-5) }];

        using HttpResponseMessage skewed = await sandbox.GetAsync("user");

        Assert.Equal(TimeSpan.FromMinutes(-5), skewed.Headers.Date - straight.Headers.Date);
        Assert.Equal(RunningGitHub.Header(straight, "X-RateLimit-Reset"), RunningGitHub.Header(skewed, "X-RateLimit-Reset"));
    }

    [Fact]
    public async Task An_outage_begins_and_ends_by_the_clock()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        sandbox.Server.Faults = [new() { Kind = SandboxFaultKind.Outage, After = TimeSpan.FromMinutes(1), Duration = TimeSpan.FromMinutes(10) }];

        (await sandbox.GetAsync("user")).Dispose();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.GetAsync("user"));
        sandbox.Clock.Advance(TimeSpan.FromMinutes(10));
        using HttpResponseMessage back = await sandbox.GetAsync("user");

        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
    }

    [Fact]
    public async Task Random_faults_repeat_with_a_seed()
    {
        string first = await PatternAsync(7);

        Assert.Equal(first, await PatternAsync(7));
        Assert.NotEqual(first, await PatternAsync(8));
        Assert.InRange(first.Count(letter => letter == 'x'), 10, 50);
    }

    [Theory]
    [InlineData(SandboxFaultKind.Status, 200, 1.0, 1)]
    [InlineData(SandboxFaultKind.Status, 503, 1.5, 1)]
    [InlineData(SandboxFaultKind.Status, 503, double.NaN, 1)]
    [InlineData(SandboxFaultKind.Latency, 503, 1.0, -1)]
    [InlineData(SandboxFaultKind.Latency, 503, 1.0, 601)]
    [InlineData((SandboxFaultKind)99, 503, 1.0, 1)]
    public async Task A_rule_that_makes_no_sense_is_refused_and_changes_nothing(SandboxFaultKind kind, int status, double probability, int seconds)
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        sandbox.Server.Faults = [new() { Kind = SandboxFaultKind.ClockSkew }];

        DevFlowException error = Assert.Throws<DevFlowException>(() => sandbox.Server.Faults =
            [new() { Kind = kind, Status = status, Probability = probability, Delay = TimeSpan.FromSeconds(seconds) }]);

        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
        Assert.Equal(SandboxFaultKind.ClockSkew, Assert.Single(sandbox.Server.Faults).Kind);
    }

    private static async Task<int> CountAsync(RunningGitHub sandbox) => (await sandbox.CallAsync("GET", Issues)).GetArrayLength();

    private static async Task<string> PatternAsync(int seed)
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(new SandboxOptions
        {
            Seed = seed,
            Faults = [new() { Kind = SandboxFaultKind.Status, Probability = 0.3 }],
        });
        string pattern = "";
        for (int i = 0; i < 100; i++)
        {
            using HttpResponseMessage response = await sandbox.GetAsync("user");
            pattern += response.IsSuccessStatusCode ? '.' : 'x';
        }

        return pattern;
    }
}
