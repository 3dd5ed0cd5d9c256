using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Limits;

namespace DevFlow.Sandbox.GitHub;

/// <summary>GitHub's numbers, each of which the user can change by its name.</summary>
/// <remarks>
/// https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api; names are those of
/// <see cref="LimitResource.All"/> and the constants here.
/// </remarks>
internal sealed class LimitNumbers(SandboxContext context)
{
    /// <summary>Requests an hour from one address without a credential.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>Requests under way at once.</summary>
    public const string ConcurrencyName = "concurrency";

    /// <summary>Points a minute for one REST endpoint.</summary>
    public const string Points = "points";

    /// <summary>Points a minute for GraphQL.</summary>
    public const string GraphQlPoints = "graphql_points";

    /// <summary>Things created in a minute.</summary>
    public const string ContentMinute = "content_minute";

    /// <summary>Things created in an hour.</summary>
    public const string ContentHour = "content_hour";

    /// <summary>
    /// Milliseconds a minute that requests take from their beginning to their answer, GitHub's estimate of processor time. No limit unless
    /// the user sets one: the sandbox's own time says nothing of GitHub's.
    /// </summary>
    public const string Cpu = "cpu";

    /// <summary>Requests for OAuth tokens an hour, by application.</summary>
    public const string OAuth = "oauth";

    /// <summary>Codes typed at the device page in an hour, by application.</summary>
    public const string DeviceCodes = "device_codes";

    private const int PerRepository = 50;
    private const int FreeRepositories = 20;
    private const int InstallationCap = 12_500;

    private static readonly Dictionary<string, (int Limit, TimeSpan Period)> Secondary = new(StringComparer.Ordinal)
    {
        [Points] = (900, TimeSpan.FromMinutes(1)),
        [GraphQlPoints] = (2000, TimeSpan.FromMinutes(1)),
        [ContentMinute] = (80, TimeSpan.FromMinutes(1)),
        [ContentHour] = (500, TimeSpan.FromHours(1)),
        [OAuth] = (2000, TimeSpan.FromHours(1)),
        [DeviceCodes] = (50, TimeSpan.FromHours(1)),
    };

    private readonly SandboxClock _clock = context.Clock;

    /// <summary>Every name the user can give.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. LimitResource.All.Select(static resource => resource.Name), Anonymous, ConcurrencyName, Cpu, .. Secondary.Keys];

    public LimitPool ForUser(Account account) => Create($"user ID {account.Id}", static resource => resource.Limit);

    public LimitPool ForClient(string clientId) => Create($"client ID {clientId}", static resource => resource.Limit);

    /// <summary>An installation's core limit grows with its repositories.</summary>
    public LimitPool ForInstallation(long id, int repositories)
    {
        int extra = Math.Max(0, repositories - FreeRepositories) * PerRepository;
        return Create($"installation ID {id}", resource => resource.Name == "core" ? Math.Min(resource.Limit + extra, InstallationCap) : resource.Limit);
    }

    public LimitPool ForAddress(string address) => new(
        address,
        [.. LimitResource.All.Select(resource => Fixed(resource.Name == "core" ? context.Limit(Anonymous, 60) : 0, resource.Period))],
        this);

    public Concurrency Concurrency() => new(context.Limit(ConcurrencyName, 100), _clock.Time);

    public RollingWindow? CpuTime() =>
        context.Limit(Cpu, 0) is > 0 and var limit ? new(limit, _clock.Scale(TimeSpan.FromMinutes(1)), _clock.Time) : null;

    public RollingWindow Rolling(string name)
    {
        (int limit, TimeSpan period) = Secondary[name];
        return new(context.Limit(name, limit), _clock.Scale(period), _clock.Time);
    }

    private LimitPool Create(string subject, Func<LimitResource, int> number) => new(
        subject, [.. LimitResource.All.Select(resource => Fixed(context.Limit(resource.Name, number(resource)), resource.Period))], this);

    private FixedWindow Fixed(int limit, TimeSpan period) => new(limit, _clock.Scale(period), _clock.Time);
}
