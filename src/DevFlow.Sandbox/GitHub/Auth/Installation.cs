namespace DevFlow.Sandbox.GitHub;

/// <summary>An App on an account.</summary>
internal sealed class Installation(long id, GitHubApp app, Account account, DateTimeOffset createdAt)
{
    private LimitPool? _pool;

    public long Id { get; } = id;

    public GitHubApp App { get; } = app;

    public Account Account { get; } = account;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>The ids of the chosen repositories; null: all of the account.</summary>
    public IReadOnlySet<long>? Repositories { get; init; }

    public string ApiPath { get; } = $"/app/installations/{id}";

    public string HtmlPath { get; } = account.IsOrganization
        ? $"/organizations/{account.Login}/settings/installations/{id}"
        : $"/settings/installations/{id}";

    public bool Covers(Repository repository) =>
        repository.Owner == Account && (Repositories is null || Repositories.Contains(repository.Id));

    /// <summary>The limits its tokens share, made with the first of them.</summary>
    public LimitPool Pool(Func<LimitPool> create) =>
        Volatile.Read(ref _pool) ?? Interlocked.CompareExchange(ref _pool, create(), null) ?? Volatile.Read(ref _pool)!;
}
