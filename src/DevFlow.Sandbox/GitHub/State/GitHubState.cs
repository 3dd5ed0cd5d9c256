using System.Collections.Concurrent;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What a sandbox holds: who there is and which repositories. Thread-safe; made anew at every start.</summary>
internal sealed class GitHubState : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, Account> _accounts = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<long, Repository> _byId = new();
    private readonly ConcurrentDictionary<string, Repository> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Repository>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private IReadOnlyList<Repository> _repositories = [];
    private Account? _user;

    public GitHubState(SandboxClock clock)
    {
        Clock = clock;
        Timers = new(clock);
        _bySpan = _byName.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public SandboxClock Clock { get; }

    /// <summary>What happens later by itself.</summary>
    public Timers Timers { get; }

    /// <summary>Numbers everything: GitHub's ids are unique in their kind, these in all.</summary>
    public IdSource Ids { get; } = new(1_000_001);

    /// <summary>The user the sandbox's first token belongs to.</summary>
    public Account User => _user ?? throw new InvalidOperationException("The scenario has no user.");

    /// <summary>All repositories, oldest first, as they are now.</summary>
    public IReadOnlyList<Repository> Repositories => Volatile.Read(ref _repositories);

    public Account? FindAccount(string login) => _accounts.GetValueOrDefault(login);

    public Repository? Find(ReadOnlySpan<char> fullName) => _bySpan.TryGetValue(fullName, out Repository? found) ? found : null;

    public Repository? Find(long id) => _byId.GetValueOrDefault(id);

    public void Add(Account account)
    {
        _accounts[account.Login] = account;
        _user ??= account.IsOrganization ? null : account;
    }

    /// <summary>Adds repositories that the scenario has; nobody is told.</summary>
    public void AddRange(IReadOnlyList<Repository> repositories)
    {
        lock (_gate)
        {
            foreach (Repository repository in repositories)
            {
                _byId[repository.Id] = repository;
                _byName[repository.FullName] = repository;
            }

            _repositories = [.. _repositories, .. repositories];
        }
    }

    /// <exception cref="GitHubRefusal">The owner has one of this name.</exception>
    public Repository Create(Account owner, RepositoryFields fields, Act act)
    {
        lock (_gate)
        {
            RefuseTaken(owner, fields.Name);
            Repository repository = new(this, Ids.Next(), owner, fields, act.At);
            AddRange([repository]);
            repository.Tell("repository", "created", act, static (_, _) => { });
            return repository;
        }
    }

    /// <exception cref="GitHubRefusal">The owner has another of the new name.</exception>
    public void Change(Repository repository, RepositoryFields fields, Act act)
    {
        lock (_gate)
        {
            string before = repository.FullName;
            bool isRenamed = !fields.Name.Equals(repository.Name, StringComparison.OrdinalIgnoreCase);
            if (isRenamed)
            {
                RefuseTaken(repository.Owner, fields.Name);
            }

            repository.Change(fields, act);
            if (repository.FullName != before)
            {
                _byName.TryRemove(before, out _);
                _byName[repository.FullName] = repository;
            }
        }
    }

    public void Delete(Repository repository, Act act)
    {
        lock (_gate)
        {
            if (!_byId.TryRemove(repository.Id, out _))
            {
                throw GitHubRefusal.NotFound();
            }

            _byName.TryRemove(repository.FullName, out _);
            _repositories = [.. _repositories.Where(other => other != repository)];
            repository.Tell("repository", "deleted", act, static (_, _) => { });
        }
    }

    public void Dispose() => Timers.Dispose();

    private void RefuseTaken(Account owner, string name)
    {
        if (Find($"{owner.Login}/{name}") is not null)
        {
            throw new GitHubRefusal(
                422, "Repository creation failed.", new FieldError("Repository", "custom", "name", "name already exists on this account"));
        }
    }
}
