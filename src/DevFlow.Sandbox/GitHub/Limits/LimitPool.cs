using DevFlow.Sandbox.Limits;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The limits of one user, installation, application or address: shared by all its credentials.</summary>
internal sealed class LimitPool
{
    private readonly FixedWindow[] _primary;

    /// <param name="subject">Whose, in GitHub's words: <c>user ID 583231</c>.</param>
    /// <param name="primary">One window for each of <see cref="LimitResource.All"/>.</param>
    /// <param name="numbers">The sandbox's numbers.</param>
    public LimitPool(string subject, FixedWindow[] primary, LimitNumbers numbers)
    {
        Subject = subject;
        _primary = primary;
        Running = numbers.Concurrency();
        CpuTime = numbers.CpuTime();
        ContentByMinute = numbers.Rolling(LimitNumbers.ContentMinute);
        ContentByHour = numbers.Rolling(LimitNumbers.ContentHour);
        GraphQlPoints = numbers.Rolling(LimitNumbers.GraphQlPoints);
        Points = new(_ => numbers.Rolling(LimitNumbers.Points), capacity: 1000);
    }

    public string Subject { get; }

    /// <summary>REST and GraphQL together.</summary>
    public Concurrency Running { get; }

    /// <summary>REST and GraphQL together; null where it is not limited.</summary>
    public RollingWindow? CpuTime { get; }

    public RollingWindow ContentByMinute { get; }

    public RollingWindow ContentByHour { get; }

    public RollingWindow GraphQlPoints { get; }

    /// <summary>By the template of the route.</summary>
    public Keyed<string, RollingWindow> Points { get; }

    /// <param name="resource">The index in <see cref="LimitResource.All"/>.</param>
    public FixedWindow Primary(int resource) => _primary[resource];
}
