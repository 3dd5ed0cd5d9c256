namespace DevFlow.Sandbox.GitHub;

/// <summary>What a sandbox holds: who there is and which repositories; made anew at every start.</summary>
internal sealed class GitHubState
{
    private readonly Dictionary<string, Repository> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Repository>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    private GitHubState(Account user)
    {
        User = user;
        _bySpan = _byName.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The user the token belongs to.</summary>
    public Account User { get; }

    /// <summary>The repositories the user may see, oldest first; fixed after the start.</summary>
    public List<Repository> Repositories { get; } = [];

    public static GitHubState Seed(TimeProvider clock)
    {
        DateTimeOffset now = clock.GetUtcNow();
        IdSource ids = new(1_000_001);
        Account user = new(583_231, "octocat", isOrganization: false, now);
        Account organization = new(9_919_001, "octo-org", isOrganization: true, now);
        GitHubState state = new(user);
        Repository hello = state.Add(new(ids, ids.Next(), organization, "hello-world", "A place to rehearse.", now));
        state.Add(new(ids, ids.Next(), user, "notes", null, now));
        hello.AddIssue(new() { Title = "Welcome to the sandbox", Body = "Everything here is forgotten at the end." }, user, now, Task.CompletedTask);
        hello.AddIssue(new() { Title = "A typo in the README", Labels = ["bug"] }, user, now, Task.CompletedTask);
        return state;
    }

    public Repository? Find(ReadOnlySpan<char> fullName) => _bySpan.TryGetValue(fullName, out Repository? found) ? found : null;

    public Repository? Find(long id) => Repositories.Find(repository => repository.Id == id);

    private Repository Add(Repository repository)
    {
        Repositories.Add(repository);
        _byName.Add(repository.FullName, repository);
        return repository;
    }
}
