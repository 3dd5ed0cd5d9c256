using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace DevFlow.Core.Sandbox;

/// <summary>Starts sandboxes. Their assembly is loaded on demand into the engine's own context, whose Kestrel it shares.</summary>
internal sealed class SandboxManager(TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Uri, SandboxServer> _running = new();
    private readonly Lazy<ISandboxHost> _host = new(LoadHost);

    public IReadOnlyList<SandboxServer> Running => [.. _running.Values.OrderBy(static s => s.StartedAt)];

    /// <summary>The platforms there are sandboxes for.</summary>
    public IReadOnlyList<string> Platforms => _host.Value.Platforms;

    /// <summary>The one running sandbox that can make something happen.</summary>
    /// <exception cref="DevFlowException">There is none, or more than one.</exception>
    public SandboxServer Find(string eventName)
    {
        SandboxServer[] able = [.. Running.Where(sandbox => sandbox.Events.Contains(eventName, StringComparer.OrdinalIgnoreCase))];
        return able switch
        {
            [SandboxServer only] => only,
            [] => throw new DevFlowException(
                ErrorReason.NotFound,
                $"No running sandbox can make \"{eventName}\" happen.",
                Running.Count == 0
                    ? "Start one with Start-DevFlowSandbox."
                    : $"Name one of: {string.Join(", ", Running.SelectMany(static s => s.Events).Distinct(StringComparer.Ordinal))}.")
            { Target = eventName },
            _ => throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"{able.Length} running sandboxes can make \"{eventName}\" happen ({string.Join(", ", able.Select(static s => $"{s.Platform} at {s.BaseUri}"))}).",
                "Pipe the one you mean, or name it with -Sandbox.")
            { Target = eventName },
        };
    }

    public async Task<SandboxServer> StartAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        SandboxServer server = await DetachedTask.Run(() => _host.Value.StartAsync(options, time, cancellationToken)).ConfigureAwait(false);
        _running[server.BaseUri] = server;
        return server;
    }

    public async Task StopAsync(SandboxServer server)
    {
        // Stopped a second time, its address may belong to another one by now.
        _running.TryRemove(KeyValuePair.Create(server.BaseUri, server));
        await server.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SandboxServer server in Running)
        {
            await StopAsync(server).ConfigureAwait(false);
        }
    }

    private static ISandboxHost LoadHost()
    {
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(typeof(SandboxManager).Assembly)!;
        Assembly assembly = context.LoadFromAssemblyName(new AssemblyName("DevFlow.Sandbox"));
        Type host = assembly.GetTypes().Single(static type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(ISandboxHost)));
        return (ISandboxHost)Activator.CreateInstance(host, nonPublic: true)!;
    }
}
