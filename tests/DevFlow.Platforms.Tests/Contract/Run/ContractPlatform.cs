using DevFlow.Sandbox;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>What a platform brings to its contract tests; README.md says how to write one.</summary>
public abstract class ContractPlatform
{
    private IReadOnlyList<(string Method, string Template)>? _routes;

    /// <summary>The platform's id, as in known-faults.json.</summary>
    public abstract string Id { get; }

    /// <summary>The platform's name in the documents.</summary>
    public abstract string DisplayName { get; }

    /// <summary>The files of its descriptions.</summary>
    public abstract IReadOnlyList<string> DescriptionFiles { get; }

    /// <summary>How the sandbox is started to ask it for its routes.</summary>
    public virtual SandboxOptions Options => new() { Platform = Id };

    /// <summary>Where the templates of the sandbox's routes stand below its address, in the words of the description.</summary>
    public virtual string BasePath => "";

    /// <summary>Every route the sandbox serves, as the sandbox itself publishes them.</summary>
    public IReadOnlyList<(string Method, string Template)> Routes => _routes ??= ReadRoutes();

    /// <summary>What answers are held to beyond the description.</summary>
    public virtual ValidationRules Rules => new();

    /// <summary>Requests written by hand, sent before the generated ones.</summary>
    public virtual IEnumerable<Exchange> Exchanges => [];

    /// <summary>Starts a sandbox and sets up what the known values name. Each operation gets one of its own, so that order does not count.</summary>
    public abstract Task<ContractSandbox> StartAsync(CancellationToken cancellationToken);

    /// <summary>Says whether a generated request makes sense for the platform.</summary>
    public virtual bool IsSensible(ApiOperation operation, ContractInput input) => true;

    /// <summary>Says whether an answer is of the class that the input calls for.</summary>
    public virtual bool IsExpected(ContractInput input, ContractAnswer answer) => input.Kind switch
    {
        InputKind.Good => answer.IsSuccess,
        InputKind.NoToken => answer.Status == 401,
        InputKind.UnknownId => answer.Status == 404,
        // Platforms read a filter they do not know as none.
        InputKind.WrongChoice when input.Subject.StartsWith('?') => answer.Status is 200 or 400 or 422,
        _ => answer.Status is 400 or 422,
    };

    /// <summary>The response of the description an answer is held to; null for that of its status.</summary>
    public virtual string? FindResponse(ContractAnswer answer) => null;

    // xUnit asks for a theory's rows synchronously; nothing else runs yet that this could wait for.
    private (string Method, string Template)[] ReadRoutes() => Task.Run(async () =>
    {
        await using SandboxServer sandbox = await new SandboxHost().StartAsync(Options, TimeProvider.System, CancellationToken.None);
        return ((PlatformServer)sandbox).Operations
            .Select(operation => operation.Split(' ', 2))
            .Select(parts => (parts[0], BasePath + parts[1]))
            .ToArray();
    }).GetAwaiter().GetResult();
}
