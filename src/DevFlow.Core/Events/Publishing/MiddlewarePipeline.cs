using System.Collections.Immutable;

namespace DevFlow.Core.Events;

/// <summary>What every event passes before it is stored: stage after stage, within a stage in the order of registration.</summary>
internal sealed class MiddlewarePipeline
{
    private readonly Lock _gate = new();
    private ImmutableArray<RegisteredMiddleware> _all = [];

    public IReadOnlyList<EventMiddleware> All => Snapshot();

    public bool IsEmpty => Snapshot().IsEmpty;

    public void Add(RegisteredMiddleware added)
    {
        lock (_gate)
        {
            if (Find(added.Name) is not null)
            {
                throw new DevFlowException(
                    ErrorReason.InvalidArgument,
                    $"There is already a middleware named '{added.Name}'.",
                    "Choose another name, or remove the present middleware first.") { Target = added.Name };
            }

            _all = _all.Insert(_all.Count(other => other.Stage <= added.Stage), added);
        }
    }

    /// <returns>The middleware, which the caller disposes; null where there is none of that name.</returns>
    public RegisteredMiddleware? Remove(string name)
    {
        lock (_gate)
        {
            RegisteredMiddleware? found = Find(name);
            _all = found is null ? _all : _all.Remove(found);
            return found;
        }
    }

    /// <summary>Takes all of them out, for disposal.</summary>
    public ImmutableArray<RegisteredMiddleware> Clear()
    {
        lock (_gate)
        {
            ImmutableArray<RegisteredMiddleware> all = _all;
            _all = [];
            return all;
        }
    }

    /// <summary>Whether there is a middleware of a stage that wants to see the event.</summary>
    public bool Sees(Event passing, EventMiddlewareStage stage) =>
        Snapshot().Any(middleware => middleware.Stage == stage && middleware.Wants(passing));

    /// <summary>Leads an event through some of the stages; the name is that of the middleware that stopped it, else null.</summary>
    public async ValueTask<(Event Event, string? StoppedBy)> RunAsync(Event draft, EventMiddlewareStage first, EventMiddlewareStage last, CancellationToken cancellationToken)
    {
        foreach (RegisteredMiddleware middleware in Snapshot())
        {
            if (middleware.Stage < first || middleware.Stage > last)
            {
                continue;
            }

            if (await middleware.InvokeAsync(draft, cancellationToken).ConfigureAwait(false) is not { } next)
            {
                return (draft, middleware.Name);
            }

            draft = next;
        }

        return (draft, null);
    }

    private RegisteredMiddleware? Find(string name) =>
        _all.FirstOrDefault(middleware => middleware.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private ImmutableArray<RegisteredMiddleware> Snapshot()
    {
        lock (_gate)
        {
            return _all;
        }
    }
}
