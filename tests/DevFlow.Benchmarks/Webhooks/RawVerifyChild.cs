using System.Net;
using System.Security.Cryptography;
using System.Text;
using DevFlow.Core.Webhooks;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DevFlow.Benchmarks.Webhooks;

/// <summary>A process in which Kestrel reads each body, verifies its signature and answers: the least a receiver on it has to do.</summary>
internal sealed class RawVerifyChild : IChild
{
    public string Name => "child-raw-verify";

    /// <summary>Writes its address, then serves until its input ends.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        byte[] secret = Encoding.UTF8.GetBytes(SignedBody.Secret);
        KestrelServerOptions options = new();
        options.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http1);
        using KestrelServer server = new(Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
        ListenerApplication application = new(async context =>
        {
            byte[] body = System.Buffers.ArrayPool<byte>.Shared.Rent((int)context.Request.ContentLength!.Value);
            Memory<byte> bytes = body.AsMemory(0, (int)context.Request.ContentLength.Value);
            await context.Request.Body.ReadExactlyAsync(bytes, context.RequestAborted);
            byte[] claimed = Convert.FromHexString(context.Request.Headers["X-Hub-Signature-256"].ToString().AsSpan("sha256=".Length));
            context.Response.StatusCode = CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret, bytes.Span), claimed) ? 200 : 401;
            context.Response.ContentLength = 0;
            System.Buffers.ArrayPool<byte>.Shared.Return(body);
        });
        await server.StartAsync(application, cancellationToken);
        await Console.Out.WriteLineAsync($"{server.Features.Get<IServerAddressesFeature>()!.Addresses.First()};");
        await Console.In.ReadToEndAsync(cancellationToken);
        await server.StopAsync(cancellationToken);
        return 0;
    }
}
