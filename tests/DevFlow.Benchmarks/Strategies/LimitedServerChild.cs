using System.Globalization;
using System.Net;
using DevFlow.Sandbox;

namespace DevFlow.Benchmarks.Strategies;

/// <summary>A process that runs GitHub's sandbox with a primary limit in short windows, which it enforces, and no other limit.</summary>
internal sealed class LimitedServerChild : IChild
{
    private static readonly string[] Others = ["points", "concurrency"];

    public string Name => "child-limited";

    /// <summary>Writes its address and token, then serves until its input ends, as it does when the parent is gone.</summary>
    /// <param name="arguments">Calls in a window, and its length in seconds.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        SandboxOptions options = new()
        {
            Limits = new Dictionary<string, int>(Others.Select(static name => KeyValuePair.Create(name, int.MaxValue)))
            {
                ["core"] = int.Parse(arguments[0], CultureInfo.InvariantCulture),
            },
            Clock = TimeSpan.SecondsPerHour / double.Parse(arguments[1], CultureInfo.InvariantCulture),
        };
        await using SandboxServer sandbox = await new SandboxHost().StartAsync(options, TimeProvider.System, cancellationToken);
        await Console.Out.WriteLineAsync($"{sandbox.BaseUri} {new NetworkCredential("", sandbox.Token).Password};");
        await Console.In.ReadToEndAsync(cancellationToken);
        return 0;
    }
}
