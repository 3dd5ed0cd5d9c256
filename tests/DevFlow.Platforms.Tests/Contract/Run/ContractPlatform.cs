using System.Net;
using System.Net.Http.Headers;
using DevFlow.Sandbox;
using DevFlow.Sandbox.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>What a platform brings to its contract tests; README.md says how to write one.</summary>
public abstract class ContractPlatform
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 0, 500, TimeSpan.Zero);

    /// <summary>Passes between two requests, so that no limit for bursts is reached.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>The platform's id, as in known-faults.json.</summary>
    public abstract string Id { get; }

    /// <summary>The platform's name in the documents.</summary>
    public abstract string DisplayName { get; }

    /// <summary>The files of its descriptions.</summary>
    public abstract IReadOnlyList<string> DescriptionFiles { get; }

    /// <summary>What answers are held to beyond the description.</summary>
    public virtual ValidationRules Rules => new();

    /// <summary>How to start the sandbox.</summary>
    public virtual SandboxOptions Options => new() { Platform = Id, Seed = 1 };

    /// <summary>What the sandbox's address needs before a template of the description can follow.</summary>
    public virtual string Prefix => "";

    /// <summary>Requests written by hand, sent before the generated ones.</summary>
    public virtual IReadOnlyList<Exchange> Exchanges => [];

    /// <summary>Loads its descriptions; null for one this machine does not have.</summary>
    public virtual IReadOnlyList<ApiDescription?> LoadDescriptions() => [.. DescriptionFiles.Select(ApiDescription.Load)];

    /// <summary>Reads the routes the sandbox serves, as it publishes them: <c>GET /user</c>.</summary>
    public virtual async Task<IReadOnlyList<(string Method, string Template)>> ReadRoutesAsync(CancellationToken cancellationToken)
    {
        await using SandboxServer server = await new SandboxHost().StartAsync(Options, TimeProvider.System, cancellationToken);
        return [.. ((PlatformServer)server).Operations.Select(name => name.Split(' ', 2)).Select(parts => (parts[0], parts[1]))];
    }

    /// <summary>Starts a sandbox with a clock of its own. Each operation gets one, so that order does not count.</summary>
    public virtual async Task<ContractSandbox> StartAsync(CancellationToken cancellationToken)
    {
        FakeTimeProvider clock = new(Start);
        SandboxServer server = await new SandboxHost().StartAsync(Options, clock, cancellationToken);
        ContractSandbox sandbox = Open(server, () => clock.Advance(Pause));
        await SetUpAsync(sandbox, server, cancellationToken);
        return sandbox;
    }

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

    /// <summary>Sets up what the operations need and adds the known values.</summary>
    protected abstract Task SetUpAsync(ContractSandbox sandbox, SandboxServer server, CancellationToken cancellationToken);

    /// <summary>Connects to a sandbox with its first token; as a bearer, unless the platform has another way.</summary>
    protected virtual ContractSandbox Open(SandboxServer server, Action pause) =>
        new(server, new Uri(server.BaseUri, Prefix), new AuthenticationHeaderValue("Bearer", new NetworkCredential("", server.Token).Password), pause: pause);
}
