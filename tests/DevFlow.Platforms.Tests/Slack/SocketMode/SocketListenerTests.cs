using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Events;
using DevFlow.Core.Webhooks;
using DevFlow.Slack;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Platforms.Tests.Slack;

public sealed class SocketListenerTests : IAsyncLifetime
{
    private const string Token = "xapp-1-A0-1-canary";

    private readonly GatedInbox _inbox = new();
    private readonly SlackPlugin _plugin = new();
    private ScriptedSockets _server = null!;
    private SocketListener? _listener;

    public async ValueTask InitializeAsync() => _server = await ScriptedSockets.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await (_listener?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_envelope_is_acknowledged_when_its_event_is_stored_and_not_before()
    {
        TaskCompletionSource disk = new();
        _inbox.Gate = disk.Task;
        ScriptedSocket socket = await StartAsync();

        await socket.SendEventAsync("Ev1", "e1");
        Task<string?> acknowledged = socket.AcknowledgedAsync();
        await _inbox.Entered.Task;
        Assert.False(acknowledged.IsCompleted);
        disk.SetResult();

        Assert.Equal("e1", await acknowledged);
        Assert.Equal(["Ev1"], _inbox.Stored);
    }

    [Fact]
    public async Task What_cannot_be_stored_is_not_acknowledged_and_is_taken_when_it_comes_again()
    {
        _inbox.IsWritable = false;
        ScriptedSocket socket = await StartAsync();
        await socket.SendEventAsync("Ev1", "e1");
        await UntilAsync(() => _listener!.Sources[0].NotStored == 1);
        _inbox.IsWritable = true;

        await socket.SendEventAsync("Ev2", "e2");
        await socket.SendEventAsync("Ev1", "e1");

        Assert.Equal(("e2", "e1"), (await socket.AcknowledgedAsync(), await socket.AcknowledgedAsync()));
        Assert.Equal(2, _inbox.Stored.Count);
    }

    [Fact]
    public async Task An_envelope_that_comes_twice_is_acknowledged_twice_and_handled_once()
    {
        ScriptedSocket socket = await StartAsync();
        await socket.SendEventAsync("Ev1", "e1");
        await socket.SendEventAsync("Ev1", "e9");

        Assert.Equal(("e1", "e9"), (await socket.AcknowledgedAsync(), await socket.AcknowledgedAsync()));
        Assert.Equal((1L, 1L), (_listener!.Accepted, _listener.Duplicates));
    }

    [Fact]
    public async Task A_socket_that_is_cut_off_is_replaced_and_what_was_not_acknowledged_comes_again()
    {
        ScriptedSocket first = await StartAsync();
        await first.SendEventAsync("Ev1", "e1");
        Assert.Equal("e1", await first.AcknowledgedAsync());

        first.Cut();
        ScriptedSocket second = await _server.NextAsync();
        await second.SendEventAsync("Ev1", "e1");
        await second.SendEventAsync("Ev2", "e2");

        Assert.Equal(("e1", "e2"), (await second.AcknowledgedAsync(), await second.AcknowledgedAsync()));
        Assert.Equal((2L, 1L), (_listener!.Accepted, _listener.Duplicates));
    }

    [Fact]
    public async Task A_socket_that_answers_no_ping_is_taken_for_dead_and_replaced()
    {
        // Pongs are sent by who reads, and nobody does.
        await StartAsync();

        await _server.NextAsync();

        Assert.Equal(2, _server.Asked);
    }

    [Fact]
    public async Task The_next_socket_is_there_before_the_announced_end_of_the_old_one()
    {
        ScriptedSocket first = await StartAsync();
        await first.SendAsync("""{"type":"disconnect","reason":"warning"}""");
        ScriptedSocket second = await _server.NextAsync();

        await first.SendEventAsync("Ev1", "e1");
        Assert.Equal("e1", await first.AcknowledgedAsync());
        await second.SendEventAsync("Ev2", "e2");
        Assert.Equal("e2", await second.AcknowledgedAsync());
        await first.SendAsync("""{"type":"disconnect","reason":"refresh_requested"}""");
        await first.CloseAsync();

        await UntilAsync(() => _listener!.Open == 1);
        Assert.Equal(2, _server.Asked);
    }

    [Fact]
    public async Task A_refused_token_stops_the_start_and_later_is_tried_again_until_it_is_good()
    {
        _server.Refusal = "invalid_auth";
        DevFlowException refused = await Assert.ThrowsAsync<DevFlowException>(() => StartAsync());
        Assert.Equal(ErrorReason.AuthenticationFailed, refused.Reason);
        _server.Refusal = null;

        ScriptedSocket first = await StartAsync();
        _server.Refusal = "token_revoked";
        int asked = _server.Asked;
        first.Cut();
        await UntilAsync(() => _server.Asked >= asked + 3);
        _server.Refusal = null;
        ScriptedSocket second = await _server.NextAsync();
        await second.SendEventAsync("Ev1", "e1");

        Assert.Equal("e1", await second.AcknowledgedAsync());
    }

    [Fact]
    public async Task What_is_too_large_or_no_envelope_is_left_out_and_the_rest_goes_on()
    {
        ScriptedSocket socket = await StartAsync();
        await socket.SendEventAsync("Ev1", "e1", new string('x', SocketLink.MaxMessage));
        await socket.SendAsync("no JSON");
        await socket.SendAsync("""{"type":"events_api","payload":{}}""");
        await socket.SendAsync("""{"type":"events_api","envelope_id":"e2","payload":{"no":"event"}}""");
        await socket.SendAsync("""{"type":"something_new"}""");
        await socket.SendEventAsync("Ev2", "e3");

        // Who reads nothing meanwhile would be taken for dead.
        Assert.Equal("e3", await socket.AcknowledgedAsync());
        Assert.Equal((1L, 1, 4L), (_listener!.Accepted, _inbox.Stored.Count, _listener.Rejected));
    }

    [Fact]
    public async Task Stopping_lets_what_is_under_way_be_acknowledged()
    {
        TaskCompletionSource disk = new();
        _inbox.Gate = disk.Task;
        ScriptedSocket socket = await StartAsync();
        await socket.SendEventAsync("Ev1", "e1");
        Task<string?> acknowledged = socket.AcknowledgedAsync();
        await _inbox.Entered.Task;

        Task stopping = _listener!.DisposeAsync().AsTask();
        disk.SetResult();

        Assert.Equal("e1", await acknowledged);
        Assert.Null(await socket.AcknowledgedAsync());
        await socket.CloseAsync();
        await stopping;
        Assert.True(_listener.Ended.IsCompleted);
    }

    [Fact]
    public async Task Several_sockets_are_kept_open_and_each_is_replaced_by_itself()
    {
        ScriptedSocket first = await StartAsync(sockets: 2);
        ScriptedSocket second = await _server.NextAsync();
        Task<string?> alive = second.AcknowledgedAsync();
        first.Cut();
        ScriptedSocket third = await _server.NextAsync();

        await third.SendEventAsync("Ev1", "e1");
        await second.SendEventAsync("Ev2", "e2");

        Assert.Equal(("e1", "e2"), (await third.AcknowledgedAsync(), await alive));
    }

    [Fact]
    public async Task A_restart_opens_a_new_socket_before_it_ends_the_old_one()
    {
        ScriptedSocket first = await StartAsync();
        Task<string?> closed = first.AcknowledgedAsync();

        Task restart = _listener!.RestartAsync(TestContext.Current.CancellationToken);
        ScriptedSocket second = await _server.NextAsync();
        Assert.Null(await closed);
        await first.CloseAsync();
        await restart;
        await second.SendEventAsync("Ev1", "e1");

        Assert.Equal("e1", await second.AcknowledgedAsync());
    }

    [Fact]
    public async Task One_that_is_stopped_while_it_restarts_leaves_no_socket_open()
    {
        ScriptedSocket first = await StartAsync();
        Task<string?> firstClosed = first.AcknowledgedAsync();
        Task restart = _listener!.RestartAsync(TestContext.Current.CancellationToken);
        ScriptedSocket second = await _server.NextAsync();
        Task<string?> secondClosed = second.AcknowledgedAsync();

        Task end = _listener.DisposeAsync().AsTask();

        Assert.Null(await firstClosed);
        await first.CloseAsync();

        // Closed where it was ready by then, cut where it was not.
        await ((Task)secondClosed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (secondClosed.IsCompletedSuccessfully)
        {
            await second.CloseAsync();
        }

        await restart.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await end;
        Assert.Equal((0, false), (_listener.Open, _listener.IsListening));
    }

    [Fact]
    public async Task An_address_that_is_not_encrypted_or_none_is_refused()
    {
        _server.Url = "ws://sockets.example.com/link?ticket=canary-ticket-x";
        Assert.Equal(ErrorReason.InsecureAddress, (await Assert.ThrowsAsync<DevFlowException>(() => StartAsync())).Reason);
        _server.Url = "nonsense";
        Assert.Equal(ErrorReason.RequestFailed, (await Assert.ThrowsAsync<DevFlowException>(() => StartAsync())).Reason);
        _server.Url = "ws://127.0.0.1:1/link?ticket=canary-ticket-x";
        DevFlowException unreachable = await Assert.ThrowsAsync<DevFlowException>(() => StartAsync());
        Assert.Equal(ErrorReason.Unreachable, unreachable.Reason);
        Assert.DoesNotContain("canary", unreachable.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_that_does_not_get_ready_is_given_up()
    {
        _server.SaysHello = false;
        Assert.Equal(ErrorReason.TimedOut, (await Assert.ThrowsAsync<DevFlowException>(() => StartAsync())).Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public async Task No_more_sockets_are_kept_than_slack_takes(int sockets) =>
        Assert.Equal(ErrorReason.InvalidArgument, (await Assert.ThrowsAsync<DevFlowException>(() => StartAsync(sockets))).Reason);

    private async Task<ScriptedSocket> StartAsync(int sockets = 1)
    {
        CurrentSecret token = new(CredentialKind.Token, "", SecretBuffer.FromChars(Token));
        ConnectionScope scope = new("slack", "slack", _plugin, new Uri(_server.Address, "api/"), new GivenSecret(token));
        SocketListenerOptions options = new()
        {
            Name = "slack",
            Session = new PlatformSession(scope, new AuthenticatedChain(_plugin, CredentialKind.Token, "", Token)),
            Sockets = sockets,
            Inbox = _inbox,
            Timing = new SocketTiming
            {
                Ready = TimeSpan.FromSeconds(2),
                PingEvery = TimeSpan.FromMilliseconds(500),
                PongWithin = TimeSpan.FromSeconds(2),
                Drain = TimeSpan.FromSeconds(5),
                Backoff = new EventRetryPolicy { Delay = TimeSpan.FromMilliseconds(10), Factor = 2, MaxDelay = TimeSpan.FromMilliseconds(50) },
            },
        };
        _listener = await SocketListener.StartAsync(options, new Random(1), NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
        return await _server.NextAsync();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
