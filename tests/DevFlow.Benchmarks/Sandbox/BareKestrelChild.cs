using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DevFlow.Benchmarks.Sandbox;

/// <summary>A process in which Kestrel answers every request with the same bytes: the most that a server on it can do.</summary>
internal sealed class BareKestrelChild : IChild
{
    public string Name => "child-kestrel";

    /// <summary>Writes its address, then serves until its input ends.</summary>
    /// <param name="arguments">The size of the body, in bytes.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        byte[] body = new byte[int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture)];
        body.AsSpan().Fill((byte)' ');
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http1));
        await using WebApplication application = builder.Build();
        application.Run(async context =>
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        });
        await application.StartAsync(cancellationToken);
        await Console.Out.WriteLineAsync($"{application.Urls.First()}/ none;");
        await Console.In.ReadToEndAsync(cancellationToken);
        return 0;
    }
}
