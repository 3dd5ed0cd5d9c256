using System.Text.Json;

namespace DevFlow.Platforms.Tests.Limits;

/// <summary>Callers in fresh processes against the server that enforces: nothing is refused, and nothing is left over.</summary>
[Collection(nameof(EnforcingServer))]
public sealed class BudgetTests
{
    private const string Throttle = "throttle_authenticated_api";

    // A minute passes in three seconds: on a busy machine, too, there is time for all calls of a window.
    private const double Clock = 20;
    private static readonly string[] User = ["api/v4/user"];
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60 / Clock);

    [Fact]
    public async Task A_window_told_in_headers_is_used_up_by_128_callers_and_none_is_refused()
    {
        const int Limit = 150;
        await using EnforcingServer server = await EnforcingServer.StartAsync("gitlab", Clock, new() { [Throttle] = Limit });

        (int answered, int refused, int failed) = await server.RunAsync(new() { Callers = 128, Seconds = 36, Paths = User });

        Show($"answered {answered}, used {server.UsedOf(Limit, Window):P2}");
        Assert.Empty(server.Refused);
        Assert.Equal((0, 0), (refused, failed));
        Assert.InRange(server.UsedOf(Limit, Window), 0.995, 1);
    }

    [Fact]
    public async Task Four_processes_with_one_token_share_the_budget_fairly_and_none_is_refused()
    {
        const int Limit = 200;
        await using EnforcingServer server = await EnforcingServer.StartAsync("gitlab", Clock, new() { [Throttle] = Limit });

        // Each asks for something else, so that the ledger tells them apart; none of it has a limit of its own.
        string[] paths = ["api/v4/user", "api/v4/version", "api/v4/metadata", "api/v4/personal_access_tokens/self"];
        (int Answered, int Refused, int Failed)[] found = await server.RunAllAsync([.. paths.Select(static path => new CallerOptions { Callers = 32, Seconds = 36, Paths = [path] })]);

        double[] shares = server.SharesOf(paths, Window);
        Show($"answered {string.Join(", ", found)}, shares {string.Join(", ", shares)}, used {server.UsedOf(Limit, Window):P2}");
        Assert.Empty(server.Refused);
        Assert.All(found, static one => Assert.Equal((0, 0), (one.Refused, one.Failed)));
        Assert.All(shares, static share => Assert.InRange(share, 0.25 * 0.9, 0.25 * 1.1));
        Assert.InRange(server.UsedOf(Limit, Window), 0.99, 1);
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(-5, 1)]
    [InlineData(5, 1.02)]
    [InlineData(-5, 0.98)]
    public async Task A_clock_that_is_wrong_or_runs_at_another_rate_gets_nothing_refused(double skew, double rate)
    {
        const int Limit = 100;
        await using EnforcingServer server = await EnforcingServer.StartAsync("gitlab", Clock, new() { [Throttle] = Limit });

        (int answered, int refused, _) = await server.RunAsync(new() { Callers = 64, Seconds = 20, Paths = User, Skew = skew, Rate = rate });

        Show($"answered {answered}, used {server.UsedOf(Limit, Window):P2}");
        Assert.Empty(server.Refused);
        Assert.Equal(0, refused);
        Assert.InRange(server.UsedOf(Limit, Window), 0.98, 1);
    }

    [Fact]
    public async Task Somebody_else_with_the_same_token_costs_at_most_one_refusal_in_a_thousand()
    {
        const int Limit = 300;
        await using EnforcingServer server = await EnforcingServer.StartAsync("gitlab", Clock, new() { [Throttle] = Limit });
        using CancellationTokenSource end = new();
        Task<int> foreigner = Foreigner.RunAsync(server, TimeSpan.FromMilliseconds(250), end.Token);

        (int answered, int refused, _) = await server.RunAsync(new() { Callers = 64, Seconds = 24, Paths = User });

        await end.CancelAsync();
        Show($"answered {answered}, own refusals {refused}, the foreigner's calls {await foreigner}");
        Assert.InRange(refused, 0, answered / 1000);
    }

    [Theory]
    [InlineData("gitlab", "POST", "api/v4/projects/{project}/issues/1/notes", 60)]
    [InlineData("github", "POST", "repos/{repository}/issues", 80)]
    public async Task A_published_floor_is_used_to_97_percent_and_nothing_is_refused(string platform, string method, string path, int floor)
    {
        await using EnforcingServer server = await EnforcingServer.StartAsync(platform, clock: 10, []);
        TimeSpan window = TimeSpan.FromSeconds(6);

        (int answered, int refused, int failed) = await server.RunAsync(new() { Callers = 32, Seconds = 20, Paths = [server.Fill(path)], Method = method });

        Show($"answered {answered}, failed {failed}, used {server.UsedOfRolling(floor, window):P2}");
        Assert.Empty(server.Refused);
        Assert.Equal((0, 0), (refused, failed));
        Assert.InRange(server.UsedOfRolling(floor, window), 0.97, 1);
    }

    /// <summary>Each costs seven points, as is told from the query before it is sent: by the first answers it would be too late.</summary>
    [Fact]
    public async Task Queries_that_cost_several_points_use_up_the_window_and_none_is_refused()
    {
        const int Limit = 201;
        const int Cost = 7;
        TimeSpan window = TimeSpan.FromSeconds(3);
        await using EnforcingServer server = await EnforcingServer.StartAsync("github", TimeSpan.FromHours(1) / window, new() { ["graphql"] = Limit });
        string[] repository = server.Server.Repository!.Split('/');
        IEnumerable<string> connections = Enumerable.Range(0, Cost).Select(static i => $"a{i}: issues(first: 100) {{ nodes {{ labels(first: 5) {{ nodes {{ name }} }} }} }}");
        string query = $"{{ repository(owner: \"{repository[0]}\", name: \"{repository[1]}\") {{ {string.Join(' ', connections)} }} }}";

        (int answered, int refused, int failed) = await server.RunAsync(
            new() { Callers = 64, Seconds = 20, Paths = ["../graphql"], Method = "POST", Body = JsonSerializer.Serialize(new { query }) });

        double used = server.UsedOfBegun(Limit / Cost, window);
        Show($"answered {answered}, failed {failed}, used {used:P2}");
        Assert.DoesNotContain(server.Server.Ledger, static request => request.Refusal is not null);
        Assert.Equal((0, 0), (refused, failed));
        Assert.InRange(used, 0.97, 1);
    }

    /// <summary>90 seconds in a window, in which these callers would spend twice as much; what a call takes nobody knows before.</summary>
    [Fact]
    public async Task Time_that_the_server_works_is_used_up_and_nothing_is_refused()
    {
        const int Seconds = 90;
        TimeSpan window = TimeSpan.FromSeconds(6);
        SandboxFault slow = new() { Kind = SandboxFaultKind.Latency, Delay = TimeSpan.FromMilliseconds(400) };
        await using EnforcingServer server = await EnforcingServer.StartAsync("github", clock: 10, new() { ["cpu"] = Seconds * 1000 }, slow);

        (int answered, int refused, int failed) = await server.RunAsync(new() { Callers = 32, Seconds = 26, Paths = ["user"] });

        double used = server.WorkOf(window) / Seconds;
        Show($"answered {answered}, failed {failed}, used {used:P2}");
        Assert.Empty(server.Refused);
        Assert.Equal((0, 0), (refused, failed));
        Assert.InRange(used, 0.9, 1);
    }

    [Fact]
    public async Task Looking_for_a_hidden_limit_costs_one_refusal()
    {
        await using EnforcingServer server = await EnforcingServer.StartAsync("gitlab", Clock, new() { ["notes_create"] = 90 });

        (int answered, int refused, _) = await server.RunAsync(new() { Callers = 16, Seconds = 30, Paths = [server.Fill("api/v4/projects/{project}/issues/1/notes")], Learns = true, Method = "POST" });

        Show($"answered {answered}, refused {refused}");
        Assert.InRange(server.Refused.Count, 0, 1);
        Assert.InRange(answered, 10 * 60, 10 * 90);
    }

    [Fact]
    public async Task A_token_bucket_is_used_to_98_percent_and_nothing_is_refused()
    {
        const int Rate = 60;
        await using EnforcingServer server = await EnforcingServer.StartAsync("jira", clock: 1, new() { ["burst"] = Rate });

        (int answered, int refused, int failed) = await server.RunAsync(new() { Callers = 64, Seconds = 15, Paths = ["rest/api/3/myself"], Dialect = "bucket", Capacity = 3.5 * Rate, Refill = Rate });

        IReadOnlyList<SandboxRequest> ledger = server.Server.Ledger;
        double granted = (3.5 * Rate) + ((ledger[^1].Time - ledger[0].Time).TotalSeconds * Rate);
        Show($"answered {answered}, failed {failed}, used {answered / granted:P2}");
        Assert.Empty(server.Refused);
        Assert.Equal((0, 0), (refused, failed));
        Assert.InRange(answered / granted, 0.98, 1.01);
    }

    private static void Show(string line) => TestContext.Current.SendDiagnosticMessage(line);
}
