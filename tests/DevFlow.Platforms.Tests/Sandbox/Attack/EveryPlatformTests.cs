using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json;
using DevFlow.Sandbox;

namespace DevFlow.Platforms.Tests.Sandbox.Attack;

/// <summary>What must hold for each platform alike.</summary>
public sealed class EveryPlatformTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Platforms => SamePlatform.All;

    public static MatrixTheoryData<string, SandboxFaultKind> RequestFaults => new(
        Platforms.Select(row => row.Data),
        Enum.GetValues<SandboxFaultKind>().Where(kind => kind is not (SandboxFaultKind.DuplicateDelivery or SandboxFaultKind.ReorderDelivery)));

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task It_is_bound_to_one_loopback_address_and_contacts_no_other(string platform)
    {
        await using SamePlatform sandbox = await SamePlatform.StartAsync(platform);

        IPEndPoint bound = Assert.Single(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), end => end.Port == sandbox.Server.BaseUri.Port);
        Assert.Equal(IPAddress.Loopback, bound.Address);
        string[] elsewhere =
        [
            "http://example.com/", "http://0.0.0.0/", "http://[::]/", "http://192.168.0.1/", "http://169.254.169.254/", "http://127.0.0.1.nip.io/",
            "http://127.0.0.1@example.com/", "http://localhost.example.com/", "http://[::ffff:10.0.0.1]/", "http://3232235521/", "ftp://127.0.0.1/", "file:///etc/passwd",
        ];
        foreach (string url in elsewhere)
        {
            Assert.False(await sandbox.TryHookAsync(url), url);
        }
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task Two_of_a_platform_run_at_once_and_share_no_token(string platform)
    {
        await using SamePlatform one = await SamePlatform.StartAsync(platform);
        await using SamePlatform other = await SamePlatform.StartAsync(platform);

        using HttpResponseMessage own = await one.ReadAsync();
        using HttpResponseMessage crossed = await one.ReadAsync(other.Server);

        Assert.True(own.IsSuccessStatusCode);
        Assert.NotEqual(one.Server.BaseUri, other.Server.BaseUri);
        Assert.NotNull(Assert.Single(other.Server.Ledger).Refusal);
        Assert.Null(Assert.Single(one.Server.Ledger).Refusal);
        Assert.True(platform == "slack" || crossed.StatusCode == HttpStatusCode.Unauthorized);
    }

    [Theory]
    [MemberData(nameof(RequestFaults))]
    public async Task Every_fault_of_requests_acts_and_ends(string platform, SandboxFaultKind kind)
    {
        await using SamePlatform sandbox = await SamePlatform.StartAsync(platform, new SandboxFault { Kind = kind, Count = 1, Delay = TimeSpan.FromMilliseconds(200) });
        long started = Stopwatch.GetTimestamp();

        string seen = await SeeAsync(sandbox);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        using HttpResponseMessage after = await sandbox.ReadAsync();

        string expected = kind switch
        {
            SandboxFaultKind.Status => "503",
            SandboxFaultKind.ResetBefore or SandboxFaultKind.ResetAfter or SandboxFaultKind.Outage => "reset",
            SandboxFaultKind.Truncate => "truncated",
            _ => "200",
        };
        Assert.Equal(expected, seen);
        Assert.True(kind is not (SandboxFaultKind.Latency or SandboxFaultKind.SlowBody) || elapsed >= TimeSpan.FromMilliseconds(190), $"{elapsed}");
        Assert.Equal([kind.ToString(), null], sandbox.Server.Ledger.Select(entry => entry.Fault));
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task Deliveries_are_doubled_and_reordered(string platform)
    {
        await using HookReceiver receiver = await HookReceiver.StartAsync();
        await using SamePlatform sandbox = await SamePlatform.StartAsync(platform);
        Assert.True(await sandbox.TryHookAsync(receiver.Address));

        sandbox.Server.Faults = [new() { Kind = SandboxFaultKind.DuplicateDelivery, Count = 1 }];
        await sandbox.ChangeAsync("Zfirst");
        Assert.Equal(await receiver.NextAsync("Zfirst"), await receiver.NextAsync("Z"));

        sandbox.Server.Faults = [new() { Kind = SandboxFaultKind.ReorderDelivery, Count = 1 }];
        await sandbox.ChangeAsync("Zsecond");
        await sandbox.ChangeAsync("Zthird");
        Assert.Contains("Zthird", await receiver.NextAsync("Z"), StringComparison.Ordinal);
        Assert.Contains("Zsecond", await receiver.NextAsync("Z"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task It_stops_at_once_whatever_is_under_way(string platform)
    {
        await using HookReceiver receiver = await HookReceiver.StartAsync();
        receiver.Gate = new TaskCompletionSource().Task;
        await using SamePlatform sandbox = await SamePlatform.StartAsync(platform);
        Assert.True(await sandbox.TryHookAsync(receiver.Address));
        for (int i = 0; i < 5; i++)
        {
            await sandbox.ChangeAsync($"Z{i}");
        }

        await receiver.NextAsync("Z0");
        using TcpClient idle = new();
        await idle.ConnectAsync(IPAddress.Loopback, sandbox.Server.BaseUri.Port, TestContext.Current.CancellationToken);
        using TcpClient half = new();
        await half.ConnectAsync(IPAddress.Loopback, sandbox.Server.BaseUri.Port, TestContext.Current.CancellationToken);
        await half.GetStream().WriteAsync("POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"u8.ToArray(), TestContext.Current.CancellationToken);
        sandbox.Server.Faults = [new() { Kind = SandboxFaultKind.Latency, Delay = TimeSpan.FromMinutes(10) }];
        Task<HttpResponseMessage> slow = sandbox.ReadAsync();
        int port = sandbox.Server.BaseUri.Port;

        await sandbox.Server.DisposeAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<HttpRequestException>(() => slow);
        await using SandboxServer next = await new SandboxHost().StartAsync(new() { Port = port }, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(port, next.BaseUri.Port);
    }

    private static async Task<string> SeeAsync(SamePlatform sandbox)
    {
        HttpResponseMessage response;
        try
        {
            response = await sandbox.ReadAsync(completion: HttpCompletionOption.ResponseHeadersRead);
        }
        catch (HttpRequestException)
        {
            return "reset";
        }

        using (response)
        {
            try
            {
                await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
                return $"{(int)response.StatusCode}";
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                return "truncated";
            }
        }
    }
}
