namespace DevFlow.Sandbox.GitHub;

/// <summary>The hooks of a repository or an organisation. Thread-safe.</summary>
/// <param name="parent">Those of the organisation the repository is in: told all that these are.</param>
internal sealed class HookSet(HookSet? parent = null)
{
    private readonly Lock _gate = new();
    private readonly List<HookSender> _senders = [];

    public List<Hook> List()
    {
        lock (_gate)
        {
            return _senders.ConvertAll(sender => sender.Hook);
        }
    }

    public Hook? Find(long id)
    {
        lock (_gate)
        {
            return _senders.Find(sender => sender.Hook.Id == id)?.Hook;
        }
    }

    /// <summary>Adds a hook unless GitHub would refuse it.</summary>
    /// <param name="input">The hook's fields.</param>
    /// <param name="open">Makes the sender of the new hook.</param>
    /// <param name="ping">The first thing it is told.</param>
    /// <param name="problem">Why it was refused.</param>
    public Hook? Add(HookInput input, Func<HookSender> open, Func<Hook, HookNotice> ping, out string problem)
    {
        lock (_gate)
        {
            problem = HookEvents.FindProblem(input, _senders.ConvertAll(sender => sender.Hook)) ?? "";
            if (problem.Length > 0)
            {
                return null;
            }

            HookSender added = open();
            _senders.Add(added);
            added.Enqueue(ping(added.Hook));
            return added.Hook;
        }
    }

    public bool Remove(long id)
    {
        HookSender? removed;
        lock (_gate)
        {
            removed = _senders.Find(sender => sender.Hook.Id == id);
            removed?.Stop();
            return removed is not null && _senders.Remove(removed);
        }
    }

    /// <summary>Tells one hook, whatever it listens to.</summary>
    public bool Ping(long id, Func<Hook, HookNotice> ping)
    {
        lock (_gate)
        {
            HookSender? sender = _senders.Find(candidate => candidate.Hook.Id == id);
            sender?.Enqueue(ping(sender.Hook));
            return sender is not null;
        }
    }

    /// <summary>Tells every hook that listens; only puts the notice into their queues.</summary>
    public void Publish(HookNotice notice)
    {
        lock (_gate)
        {
            foreach (HookSender sender in _senders)
            {
                if (sender.Hook.Wants(notice.Event))
                {
                    sender.Enqueue(notice);
                }
            }
        }

        parent?.Publish(notice);
    }
}
