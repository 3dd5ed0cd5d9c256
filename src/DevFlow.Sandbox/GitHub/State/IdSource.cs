namespace DevFlow.Sandbox.GitHub;

/// <summary>Numbers things, as GitHub does across all repositories.</summary>
internal sealed class IdSource(long first)
{
    private long _last = first - 1;

    public long Next() => Interlocked.Increment(ref _last);
}
