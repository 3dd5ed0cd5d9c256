using System.Text.Json;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Ledger;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Hosting;

/// <summary>One platform as it behaves in one running sandbox. Faults, the ledger and the connection are not its matter.</summary>
internal abstract class Platform : IAsyncDisposable
{
    /// <summary>The logins of the scenario; the first is the one a user gets without asking.</summary>
    public abstract IReadOnlyList<SandboxCredential> Credentials { get; }

    /// <summary>What the first login's secret is sent with; null where it is sent alone.</summary>
    public virtual string? UserName => null;

    public virtual string? Repository => null;

    public virtual string? Project => null;

    public virtual string? Channel => null;

    /// <summary>Everything served, as <c>GET /repos/{owner}/{repo}</c> in the words of the vendor's description.</summary>
    public abstract IReadOnlyList<string> Operations { get; }

    /// <summary>What <see cref="InvokeAsync"/> can make happen.</summary>
    public abstract IReadOnlyList<SandboxEvent> Events { get; }

    /// <summary>Authenticates, counts, routes and carries out one request.</summary>
    /// <param name="context">The request, and the response's headers, which the platform sets.</param>
    /// <param name="exchange">What the ledger is to know.</param>
    /// <param name="cancellationToken">Ends when the caller is gone.</param>
    public abstract ValueTask<Answer> AnswerAsync(HttpContext context, Exchange exchange, CancellationToken cancellationToken);

    /// <summary>Makes something happen as if somebody had done it on the platform.</summary>
    /// <param name="name">One of <see cref="Events"/>.</param>
    /// <param name="data">Details: an object that <see cref="SandboxEvent.Check"/> has passed.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="DevFlowException">A detail makes no sense.</exception>
    public abstract ValueTask<JsonElement> InvokeAsync(string name, JsonElement data, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
