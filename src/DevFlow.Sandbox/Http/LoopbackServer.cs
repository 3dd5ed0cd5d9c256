using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DevFlow.Sandbox.Http;

/// <summary>Kestrel on 127.0.0.1 with one handler and nothing else: no middleware, no configuration, no log.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    /// <summary>The largest body a sandbox reads, in bytes; more is answered with 413.</summary>
    public const int MaxBodySize = 1024 * 1024;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);

    private readonly WebApplication _application;

    private LoopbackServer(WebApplication application, Uri address)
    {
        _application = application;
        Address = address;
    }

    /// <summary>Where it listens, with the port it really got.</summary>
    public Uri Address { get; }

    public static async Task<LoopbackServer> StartAsync(int port, RequestDelegate handler, CancellationToken cancellationToken)
    {
        // The content root is never read; without it the host would look at the session's current folder.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodySize;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddSingleton<IHostLifetime, EmbeddedHostLifetime>();
        WebApplication application = builder.Build();
        try
        {
            application.Run(handler);
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            return new(application, new Uri(application.Urls.First() + "/"));
        }
        catch (Exception error)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw Translate(error, port);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Real time on purpose: a fake clock must not keep a port open.
        using CancellationTokenSource timeout = new(StopTimeout);
        try
        {
            await _application.StopAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Requests still running are cut off by the disposal below.
        }

        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private static Exception Translate(Exception error, int port) => error switch
    {
        IOException { InnerException: AddressInUseException } => new DevFlowException(
            ErrorReason.PortInUse,
            $"Port {port} is used by another program.",
            "Name another port, or 0 for a free one.",
            error)
        { Target = $"127.0.0.1:{port}" },
        SocketException { SocketErrorCode: SocketError.AccessDenied } => new DevFlowException(
            ErrorReason.InvalidArgument,
            $"The system does not let this account listen on port {port}.",
            "Name a port above 1023, or 0 for a free one.",
            error)
        { Target = $"127.0.0.1:{port}" },
        _ => error,
    };
}
