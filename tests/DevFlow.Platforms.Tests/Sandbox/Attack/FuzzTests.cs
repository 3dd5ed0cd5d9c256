using System.Globalization;
using System.Net;
using System.Text;
using DevFlow.Sandbox;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Platforms.Tests.Sandbox.Attack;

/// <summary>
/// Random requests, none of which may bring a server error, a hang or an exception nobody caught. A few hundred rounds a
/// platform in every run; a long run: <c>DEVFLOW_FUZZ_ROUNDS=20000 dotnet run --project tests/DevFlow.Platforms.Tests -- -class DevFlow.Platforms.Tests.Sandbox.Attack.FuzzTests</c>,
/// with <c>DEVFLOW_FUZZ_SEED</c> to repeat one.
/// </summary>
public sealed class FuzzTests
{
    private const int RoundsOfOne = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly int Rounds = Setting("DEVFLOW_FUZZ_ROUNDS", 400);

    private static readonly int Seed = Setting("DEVFLOW_FUZZ_SEED", 1);

    public static TheoryData<string, SandboxDeployment> Platforms => new()
    {
        { "github", SandboxDeployment.Cloud },
        { "gitlab", SandboxDeployment.Cloud },
        { "jira", SandboxDeployment.Cloud },
        { "jira", SandboxDeployment.DataCenter },
        { "slack", SandboxDeployment.Cloud },
    };

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task Nothing_that_is_sent_brings_a_server_error_or_a_hang(string platform, SandboxDeployment deployment)
    {
        using HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8 }) { Timeout = Patience };
        List<string> findings = [];
        int good = 0;

        // Some of the requests revoke the tokens of the others, so there is a new sandbox now and then.
        for (int round = 0; round < Rounds; round += RoundsOfOne)
        {
            await using PlatformServer server = await StartAsync(platform, deployment);
            RequestFuzzer fuzzer = new(server, Seed + round);
            for (int i = 0; i < RoundsOfOne; i++)
            {
                if (await TryAsync(client, fuzzer) is { } finding)
                {
                    findings.Add(finding);
                }
            }

            good += server.Ledger.Count(entry => entry is { Status: >= 200 and < 300, Refusal: null });
        }

        Assert.True(findings.Count == 0, $"Seed {Seed}:\n{string.Join('\n', findings.Distinct().Take(40))}");

        // A fuzzer that is always refused at the door tests the door.
        Assert.True(good * 100 / Rounds >= 3, $"{good} of {Rounds} requests did something.");
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task No_bytes_at_all_stop_it(string platform, SandboxDeployment deployment)
    {
        await using PlatformServer server = await StartAsync(platform, deployment);
        Random random = new(Seed);
        string[] starts = ["GET / HTTP/1.1\r\nHost: localhost\r\n", "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n", "GET http://a/b HTTP/1.1\r\nHost: a\r\n", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n", "GET //\\..//%00/%ff/%2e%2e/ HTTP/1.1\r\nHost: localhost\r\n", "X"];
        for (int round = 0; round < Rounds / 10; round++)
        {
            byte[] noise = new byte[random.Next(64)];
            random.NextBytes(noise);
            string bytes = starts[random.Next(starts.Length)] + (random.Next(2) == 0 ? "" : "Authorization: ") + Encoding.Latin1.GetString(noise) + "\r\n\r\n";

            Assert.NotEqual(HttpStatusCode.InternalServerError, await RawRequest.SendAsync(server.BaseUri, bytes).WaitAsync(Patience, TestContext.Current.CancellationToken));
        }
    }

    private static async Task<string?> TryAsync(HttpClient client, RequestFuzzer fuzzer)
    {
        using HttpRequestMessage request = fuzzer.Next(out string shown);
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            string answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (response.IsSuccessStatusCode)
            {
                fuzzer.Learn(answer);
            }

            return response.StatusCode >= HttpStatusCode.InternalServerError ? $"{(int)response.StatusCode}: {shown}" : null;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return $"{error.Message}: {shown}";
        }
    }

    private static async Task<PlatformServer> StartAsync(string platform, SandboxDeployment deployment)
    {
        // A clock that runs a day a second fills every window again.
        SandboxOptions options = new() { Platform = platform, Deployment = deployment, Seed = Seed, Clock = 86400 };
        return (PlatformServer)await new SandboxHost().StartAsync(options, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
