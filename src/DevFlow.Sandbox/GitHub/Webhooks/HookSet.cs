namespace DevFlow.Sandbox.GitHub;

/// <summary>The hooks of a repository or an organisation. Thread-safe.</summary>
/// <param name="parent">Those of the organisation the repository is in: told all that these are.</param>
internal sealed class HookSet(HookSet? parent = null)
{
    private readonly Lock _gate = new();
    private readonly List<Hook> _hooks = [];
    private readonly List<Action<HookNotice>> _apps = [];

    public List<Hook> List()
    {
        lock (_gate)
        {
            return [.. _hooks];
        }
    }

    public Hook? Find(long id)
    {
        lock (_gate)
        {
            return _hooks.Find(hook => hook.Id == id);
        }
    }

    /// <summary>Adds a hook unless GitHub would refuse it.</summary>
    public Hook? Add(HookSettings settings, Func<Hook> create, out string problem)
    {
        lock (_gate)
        {
            problem = HookEvents.FindProblem(settings, _hooks) ?? "";
            if (problem.Length > 0)
            {
                return null;
            }

            Hook added = create();
            _hooks.Add(added);
            return added;
        }
    }

    /// <summary>Changes a hook unless GitHub would refuse it.</summary>
    /// <returns>Why it was refused.</returns>
    public string? Change(Hook hook, HookSettings settings)
    {
        lock (_gate)
        {
            string? problem = HookEvents.FindProblem(settings, _hooks.FindAll(other => other != hook));
            if (problem is null)
            {
                hook.Change(settings);
            }

            return problem;
        }
    }

    public bool Remove(Hook hook)
    {
        lock (_gate)
        {
            return _hooks.Remove(hook);
        }
    }

    /// <summary>Has an App hear of all that these are told of.</summary>
    public void Add(Action<HookNotice> app)
    {
        lock (_gate)
        {
            _apps.Add(app);
        }
    }

    /// <summary>Tells every hook that listens; only puts the notice into their queues.</summary>
    public void Publish(HookNotice notice)
    {
        lock (_gate)
        {
            foreach (Hook hook in _hooks)
            {
                if (hook.Settings.Wants(notice.Event))
                {
                    hook.Tell(notice);
                }
            }

            _apps.ForEach(app => app(notice));
        }

        parent?.Publish(notice);
    }
}
