using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DevFlow.Sandbox.Slack;

/// <summary>Takes websockets at the addresses that <c>apps.connections.open</c> gave.</summary>
/// <remarks>
/// The upgrade is done by hand (RFC 6455, 4.2.2): it is three headers, and the module carries no websocket middleware.
/// </remarks>
internal sealed class SocketEndpoint(Workspace workspace)
{
    /// <summary>How long a connection lasts, which <c>hello</c> announces.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>How long before its end the client is warned.</summary>
    public static readonly TimeSpan Warning = TimeSpan.FromSeconds(10);

    /// <summary>How long an address from <c>apps.connections.open</c> is good.</summary>
    private static readonly TimeSpan TicketLife = TimeSpan.FromSeconds(30);

    // Clients take a connection for dead when no ping has come for 30 s; that is real time, whatever the sandbox's clock.
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, (SlackApp App, DateTimeOffset ExpiresAt)> _tickets = new(StringComparer.Ordinal);

    public IEnumerable<Route<SlackCall>> Routes => [new("GET", "/link", AnswerAsync)];

    /// <summary>Makes an address for one connection.</summary>
    public string CreateAddress(SlackApp app)
    {
        DateTimeOffset now = workspace.Clock.Now;
        foreach ((string old, (_, DateTimeOffset expiresAt)) in _tickets)
        {
            if (expiresAt <= now)
            {
                _tickets.TryRemove(old, out _);
            }
        }

        string ticket = workspace.Ids.Uuid();
        _tickets[ticket] = (app, now + TicketLife);
        return $"ws{workspace.Origin["http".Length..]}/link/?ticket={ticket}&app_id={app.Id}";
    }

    private async ValueTask<Answer> AnswerAsync(SlackCall call, CancellationToken cancellationToken)
    {
        HttpContext context = call.Context;
        string? ticket = context.Request.Query["ticket"];
        string? key = context.Request.Headers.SecWebSocketKey;
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade || string.IsNullOrEmpty(key))
        {
            return Answer.Text(StatusCodes.Status400BadRequest, "text/plain; charset=utf-8", "Expected a websocket.\n");
        }

        if (ticket is null || !_tickets.TryRemove(ticket, out (SlackApp App, DateTimeOffset ExpiresAt) found) || found.ExpiresAt <= workspace.Clock.Now)
        {
            call.Exchange.Refuse("bad-ticket");
            return Answer.Text(StatusCodes.Status408RequestTimeout, "text/plain; charset=utf-8", "The ticket is unknown, used or too old.\n");
        }

        call.Exchange.Account = found.App.Name;
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = Accept(key);
        Stream stream = await upgrade.UpgradeAsync().ConfigureAwait(false);
        using WebSocket socket = WebSocket.CreateFromStream(
            stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = PingInterval, KeepAliveTimeout = 2 * PingInterval });
        using SocketConnection connection = new(socket);
        await ServeAsync(connection, found.App, ClosingOf(context), cancellationToken).ConfigureAwait(false);
        return Answer.Handled;
    }

    private async Task ServeAsync(SocketConnection connection, SlackApp app, CancellationToken closing, CancellationToken aborted)
    {
        SocketHub hub = app.Link.Sockets;
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(aborted, closing, hub.Stopped);
        int count = hub.TryAdd(connection);
        try
        {
            if (count == 0)
            {
                await SendDisconnectAsync(connection, "too_many_websockets", aborted).ConfigureAwait(false);
            }
            else
            {
                await connection.SendAsync(writer => WriteHello(writer, app, count), aborted).ConfigureAwait(false);

                // Reading is not cancelled by the end: a cancelled read tears the socket down, and the client shall see it closed.
                Task reading = connection.ReadAsync(hub.Acknowledge, aborted);
                await Task.WhenAny(reading, EndAsync(connection, hub, end.Token)).ConfigureAwait(false);
            }

            await connection.CloseAsync(aborted).ConfigureAwait(false);
        }
        catch (Exception error) when (error is WebSocketException or IOException or OperationCanceledException)
        {
            // The client is gone.
        }
        finally
        {
            hub.Remove(connection);
            await end.CancelAsync().ConfigureAwait(false);
        }
    }

    // The refreshed connection is told nothing more, so that nothing is lost in its last moments.
    private async Task EndAsync(SocketConnection connection, SocketHub hub, CancellationToken cancellationToken)
    {
        await DelayAsync(Life - Warning, cancellationToken).ConfigureAwait(false);
        await SendDisconnectAsync(connection, "warning", cancellationToken).ConfigureAwait(false);
        await DelayAsync(Warning, cancellationToken).ConfigureAwait(false);
        hub.Remove(connection);
        await SendDisconnectAsync(connection, "refresh_requested", cancellationToken).ConfigureAwait(false);
    }

    private Task DelayAsync(TimeSpan span, CancellationToken cancellationToken) =>
        Task.Delay(workspace.Clock.Scale(span), workspace.Clock.Time, cancellationToken);

    private static Task SendDisconnectAsync(SocketConnection connection, string reason, CancellationToken cancellationToken) => connection.SendAsync(
        writer =>
        {
            writer.WriteString("type"u8, "disconnect");
            writer.WriteString("reason"u8, reason);
            writer.WriteStartObject("debug_info"u8);
            writer.WriteString("host"u8, "applink-sandbox");
            writer.WriteEndObject();
        },
        cancellationToken);

    private void WriteHello(Utf8JsonWriter writer, SlackApp app, int count)
    {
        writer.WriteString("type"u8, "hello");
        writer.WriteNumber("num_connections"u8, count);
        writer.WriteStartObject("debug_info"u8);
        writer.WriteString("host"u8, "applink-sandbox");
        writer.WriteString("started"u8, workspace.Clock.Now.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture));
        writer.WriteNumber("build_number"u8, 1);
        writer.WriteNumber("approximate_connection_time"u8, (long)workspace.Clock.Scale(Life).TotalSeconds);
        writer.WriteEndObject();
        writer.WriteStartObject("connection_info"u8);
        writer.WriteString("app_id"u8, app.Id);
        writer.WriteEndObject();
    }

    // Kestrel waits for requests when it stops, and this one would last for hours.
    private static CancellationToken ClosingOf(HttpContext context) =>
        context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;

    private static string Accept(string key)
    {
#pragma warning disable CA5350 // RFC 6455 says SHA-1; it protects nothing.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }
}
