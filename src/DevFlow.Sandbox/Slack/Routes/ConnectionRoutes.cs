using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>Socket Mode: <c>apps.connections.open</c>.</summary>
internal sealed class ConnectionRoutes(SocketEndpoint sockets)
{
    public IEnumerable<SlackRoute> Routes =>
    [
        new("apps.connections.open", "POST", SlackTier.One, Open) { Scopes = ["connections:write"], Callers = Callers.App },
    ];

    private Answer Open(SlackCall call) => call.App.Link.Sockets.Count >= SocketHub.MaxConnections
        ? throw new SlackProblem("too_many_websockets")
        : call.Ok(writer => writer.WriteString("url"u8, sockets.CreateAddress(call.App)));
}
