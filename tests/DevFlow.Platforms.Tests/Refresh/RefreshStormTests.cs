using System.Globalization;
using System.Net;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.Refresh;

/// <summary>
/// Many processes with many threads each use one login at the moment it ends, round after round, against servers that revoke a
/// whole family where a refresh token is used twice. The full run:
/// <c>DEVFLOW_STORM_ROUNDS=200 DEVFLOW_STORM_PROCESSES=8 dotnet run --project tests/DevFlow.Platforms.Tests -- -class DevFlow.Platforms.Tests.Refresh.RefreshStormTests</c>
/// </summary>
public sealed class RefreshStormTests
{
    private const int Threads = 16;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gitlab", 2)]
    [InlineData("github", 8)]
    [InlineData("jira", 1)]
    [InlineData("slack", 12)]
    public async Task Each_round_exchanges_once_and_no_family_is_revoked(string platform, int hours)
    {
        int rounds = Number("DEVFLOW_STORM_ROUNDS", 3);
        await using StoredLogin login = await StoredLogin.StartAsync(platform);
        RunningProcess[] hosts = await Task.WhenAll(Enumerable.Range(0, Number("DEVFLOW_STORM_PROCESSES", 4)).Select(_ => RunningProcess.StartAsync(login.Host(Threads), Token)));
        try
        {
            int before = login.Exchanges.Length;
            HashSet<string> seen = new(StringComparer.Ordinal);
            for (int round = 1; round <= rounds; round++)
            {
                login.Time.Shift = TimeSpan.FromHours(hours * round);
                string[] answers = await Task.WhenAll(hosts.Select(host => AskAsync(host, login.Time.Shift, round)));

                string answer = Assert.Single(answers.Distinct(StringComparer.Ordinal));
                Assert.StartsWith("got ", answer, StringComparison.Ordinal);
                Assert.DoesNotContain(',', answer);
                Assert.True(seen.Add(answer), $"Round {round} got the secret of an earlier one.");
                SandboxRequest[] exchanges = login.Exchanges[before..];
                Assert.Equal(round, exchanges.Length);
                Assert.All(exchanges, static exchange => Assert.Null(exchange.Refusal));
            }

            Assert.Equal(HttpStatusCode.OK, await login.AskAsync());
            TestContext.Current.TestOutputHelper?.WriteLine($"{platform}: {rounds} rounds, {hosts.Length} processes of {Threads} threads, {seen.Count} exchanges");
        }
        finally
        {
            foreach (RunningProcess host in hosts)
            {
                await host.DisposeAsync();
            }
        }
    }

    private static async Task<string> AskAsync(RunningProcess host, TimeSpan shift, int round)
    {
        await host.WriteLineAsync(shift.Ticks.ToString(CultureInfo.InvariantCulture), Token);
        await host.WaitForOutputAsync($"round {round} over", Token);
        return host.Output.Split('\n')[(2 * round) - 1].TrimEnd();
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
