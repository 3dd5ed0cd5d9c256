using System.Net;
using DevFlow.Sandbox;

namespace DevFlow.Benchmarks.Sandbox;

/// <summary>A process that runs GitHub's sandbox with limits nobody reaches.</summary>
internal sealed class SandboxServerChild : IChild
{
    public string Name => "child-sandbox";

    /// <summary>Writes its address and token, then serves until its input ends, as it does when the parent is gone.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        SandboxOptions options = new() { Limits = arguments.ToDictionary(static name => name, static _ => int.MaxValue) };
        await using SandboxServer sandbox = await new SandboxHost().StartAsync(options, TimeProvider.System, cancellationToken);
        await Console.Out.WriteLineAsync($"{sandbox.BaseUri} {new NetworkCredential("", sandbox.Token).Password};");
        await Console.In.ReadToEndAsync(cancellationToken);
        return 0;
    }
}
