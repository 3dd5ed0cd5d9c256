using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Webhooks;

namespace DevFlow.Sandbox.Jira;

/// <summary>The webhooks of a site, and who of them is told what. Guarded by the state's gate.</summary>
internal sealed class JiraHooks(JiraState state, JiraLogins logins, SandboxContext context, JiraView view) : IAsyncDisposable
{
    /// <summary>How long a dynamic webhook lives.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromDays(30);

    private readonly WebhookEngine _engine = new(context.Clock, context.Faults, CreateCounter());
    private readonly List<JiraHook> _hooks = [];
    private readonly bool _isCloud = view.IsCloud;

    public IReadOnlyList<JiraHook> All => _hooks;

    /// <summary>When a dynamic webhook ends that is registered or refreshed now.</summary>
    public DateTimeOffset Expiry => state.Now + context.Clock.Scale(Life);

    /// <param name="address">A loopback address.</param>
    /// <param name="owner">Whose eyes its filter sees with.</param>
    /// <param name="clientId">The app it belongs to; null for an administrator's.</param>
    public JiraHook Add(Uri address, JiraUser owner, string? clientId)
    {
        JiraHook? hook = null;
        WebhookTarget target = Target(address, () => hook);
        Webhook queue = _engine.Open(_isCloud ? DeliveryPolicies.Jira : DeliveryPolicies.JiraDataCenter, target);
        hook = new(state.NextId(), owner, queue)
        {
            Address = address,
            ClientId = clientId,
            Updated = state.Now,
            ExpiresAt = clientId is null ? null : Expiry,
        };
        _hooks.Add(hook);
        return hook;
    }

    public void Move(JiraHook hook, Uri address)
    {
        hook.Address = address;
        hook.Queue.Target = Target(address, () => hook);
    }

    public void Remove(JiraHook hook)
    {
        _hooks.Remove(hook);
        _ = hook.DisposeAsync().AsTask();
    }

    /// <summary>The dynamic webhooks of an app for a user, without those that have ended.</summary>
    public List<JiraHook> Of(Caller caller)
    {
        DropEnded();
        return _hooks.FindAll(hook => hook.ClientId == caller.ClientId && hook.ClientId is not null && hook.Owner == caller.User);
    }

    /// <summary>What no further try will follow: the last try failed, and the time of the next one is past or never comes.</summary>
    public IEnumerable<LoggedDelivery> Failed(JiraHook hook) => hook.Queue.Log.List()
        .DistinctBy(delivery => delivery.Message.Id, StringComparer.Ordinal)
        .Where(last => !last.Succeeded && (!hook.Queue.Policy.CanRetry(last) || IsOverdue(hook, last)));

    public void Publish(JiraEvent happened)
    {
        DropEnded();
        ReadOnlyMemory<byte> body = default;
        foreach (JiraHook hook in _hooks)
        {
            if (!hook.IsEnabled || !hook.Events.Contains(happened.Name, StringComparer.Ordinal) || !Fits(hook, happened))
            {
                continue;
            }

            body = body.IsEmpty ? Write(happened) : body;
            hook.Queue.Enqueue(new(context.Chance.Uuid().ToString(), happened.Name, hook.ExcludesBody ? default : body) { Answered = happened.Answered });
        }
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    // After half an hour of failures Jira makes no more retries.
    private bool IsOverdue(JiraHook hook, LoggedDelivery last) =>
        state.Now > last.Attempt.SentAt + last.Duration + context.Clock.Scale(hook.Queue.Policy.Retries[last.Attempt.Retry]);

    // Of their own: deliveries run beside the requests, and the site's ids repeat with a seed.
    private static Func<long> CreateCounter()
    {
        long last = 0;
        return () => Interlocked.Increment(ref last);
    }

    private ReadOnlyMemory<byte> Write(JiraEvent happened)
    {
        using JsonBuffer buffer = JsonBuffer.Rent();
        PayloadJson.Write(buffer.Writer, happened, state.Now, view);
        return buffer.Finish().ToArray();
    }

    // A filter is for issues only; it was checked when the hook was registered.
    private bool Fits(JiraHook hook, JiraEvent happened)
    {
        if (hook.Filter.Length == 0 || happened.Issue is not { } issue)
        {
            return true;
        }

        try
        {
            return JqlParser.Parse(hook.Filter, new(state, hook.Owner)).Matches(issue);
        }
        catch (JqlException)
        {
            // What it names is gone.
            return false;
        }
    }

    private WebhookTarget Target(Uri address, Func<JiraHook?> find) => new(address, (attempt, headers) =>
    {
        if (find() is { } hook)
        {
            ReadOnlySpan<byte> secret = hook.ClientId is { } client ? logins.SigningKey(client).Span : hook.Secret;
            HookHeaders.Write(attempt, headers, secret, hook.ClientId, _isCloud);
        }
    });

    private void DropEnded()
    {
        foreach (JiraHook ended in _hooks.FindAll(hook => hook.ExpiresAt <= state.Now))
        {
            Remove(ended);
        }
    }
}
