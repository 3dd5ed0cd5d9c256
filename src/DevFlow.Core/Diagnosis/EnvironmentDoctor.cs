using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Http;
using DevFlow.Core.Limits;
using DevFlow.Core.Webhooks;

namespace DevFlow.Core.Diagnosis;

/// <summary>Looks at everything a session depends on, and says of what is wrong how to mend it.</summary>
internal sealed class EnvironmentDoctor(HomeFolder home, CredentialStore credentials, ConnectionManager connections, Limiters limits, WebhookManager webhooks)
{
    private const long LeastSpace = 100L * 1024 * 1024;
    private const double LeastShare = 0.1;
    private static readonly string[] CertificateVariables = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

    // Stands for any host, where nothing is connected yet.
    private static readonly Uri Anywhere = new("https://example.com/");

    /// <summary>The checks, one by one; those that ask platforms come last.</summary>
    public async IAsyncEnumerable<EnvironmentCheck> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return CheckHome();
        yield return CheckStore();
        yield return CheckCertificates();
        yield return CheckListener();
        foreach (EnvironmentCheck check in CheckLimits())
        {
            yield return check;
        }

        IReadOnlyList<Connection> all = connections.List();
        yield return CheckProxy(all);
        List<(string Name, TimeSpan Offset)> clocks = [];
        foreach (Connection connection in all)
        {
            ConnectionHealth health = await connections.TestAsync(connection, cancellationToken).ConfigureAwait(false);
            if (health.ClockOffset is { } offset)
            {
                clocks.Add((connection.Name, offset));
            }

            yield return Describe(health);
        }

        yield return CheckClock(clocks);
    }

    private EnvironmentCheck CheckHome()
    {
        DriveInfo drive = new(home.Path);
        return drive.AvailableFreeSpace < LeastSpace
            ? Failed("Home", $"'{home.Path}' has {drive.AvailableFreeSpace / 1024 / 1024} MiB left: events and renewed secrets may not find room.", "Free some space, or set DEVFLOW_HOME to a folder on another disk.")
            : Passed("Home", $"'{home.Path}' is private and can be written; {drive.AvailableFreeSpace / 1024 / 1024:N0} MiB are left.");
    }

    private EnvironmentCheck CheckStore()
    {
        CredentialStoreStatus status = credentials.Access.GetStatus();
        return status.State switch
        {
            CredentialStoreState.Unlocked => Passed("Store", $"The credential store is open, by {status.Methods.FirstOrDefault(method => method.Id == status.UnlockedBy)?.ToString() ?? "one of its methods"}."),
            CredentialStoreState.NotFounded => Passed("Store", "There is no credential store yet; the first credential founds it."),
            _ => Failed(
                "Store",
                $"The credential store is locked. {string.Join(" ", status.Methods.Where(static method => method.Answer is not null).Select(static method => $"{method}: {method.Answer!.TrimEnd('.')}."))}".TrimEnd(),
                "Unlock it with Unlock-DevFlowCredentialStore, or bring back what one of its methods needs; Get-DevFlowCredentialStore shows them."),
        };
    }

    // A variable that names nothing replaces the system's authorities by none, and every server fails.
    private static EnvironmentCheck CheckCertificates()
    {
        string[] missing = [.. CertificateVariables.Where(static name => Environment.GetEnvironmentVariable(name) is { Length: > 0 } path && !Path.Exists(path.Split(Path.PathSeparator)[0]))];
        return missing.Length > 0
            ? Failed("TLS", $"{string.Join(" and ", missing)} name what is not there, so no certificate can be trusted.", "Correct the variable, or remove it to trust the system's authorities.")
            : Passed("TLS", CertificateVariables.Any(static name => Environment.GetEnvironmentVariable(name) is { Length: > 0 })
                ? "The authorities that SSL_CERT_FILE or SSL_CERT_DIR name are trusted."
                : "The system's certificate authorities are trusted.");
    }

    private EnvironmentCheck CheckListener()
    {
        if (webhooks.List().FirstOrDefault(static listener => !listener.IsListening) is { } down)
        {
            return Failed("Listener", $"The listener '{down.Name}' does not listen.", "Start it again with Start-DevFlowWebhookListener.");
        }

        try
        {
            using TcpListener probe = new(IPAddress.Loopback, 0);
            probe.Start();
            return Passed("Listener", "A listener can be opened on this machine.");
        }
        catch (SocketException refused)
        {
            return Failed("Listener", $"No listener can be opened on this machine: {refused.Message.TrimEnd('.')}.", "Look whether a security policy or the limit of open files forbids it.");
        }
    }

    private IEnumerable<EnvironmentCheck> CheckLimits()
    {
        RateLimit[] low = [.. limits.List().Where(static limit => limit.Remaining < limit.Limit * LeastShare)];
        return low.Length == 0
            ? [Passed("Limits", "No rate limit that is known is nearly used up.")]
            : low.Select(static limit => Warned(
                "Limits",
                $"Of the limit '{limit.Bucket}' of '{limit.Connection}' {limit.Remaining} of {limit.Limit} are left.",
                limit.ResetsAt is { } end ? $"Wait until {end:u}, or leave the rest to what matters: Get-DevFlowRateLimit -Forecast." : "Make fewer calls for a while: Get-DevFlowRateLimit -Forecast."));
    }

    private static EnvironmentCheck CheckProxy(IReadOnlyList<Connection> all)
    {
        LoopbackIsDirect proxy = new(HttpClient.DefaultProxy);
        (Uri Target, Uri? Proxy)[] used = [.. all.Select(static connection => connection.ApiUri).DefaultIfEmpty(Anywhere)
            .Select(address => (address, proxy.IsBypassed(address) ? null : proxy.GetProxy(address)))];
        string[] ways = [.. used.Where(static way => way.Proxy is not null).Select(static way => $"{way.Target.Host} by {way.Proxy!.Scheme}://{way.Proxy.Authority}").Distinct(StringComparer.Ordinal)];
        return Passed("Proxy", ways.Length == 0 ? "The platforms are called directly." : $"Called through a proxy: {string.Join(", ", ways)}.");
    }

    private static EnvironmentCheck Describe(ConnectionHealth health) => health switch
    {
        { Problem: null, Unchecked: { } untried } => Passed($"Connection {health.Connection}", untried),
        { Problem: null } => Passed($"Connection {health.Connection}", $"{health.ApiUri.Authority} answered in {health.Latency?.TotalMilliseconds:F0} ms, as {health.Account}."),
        { Reason: null } => Warned($"Connection {health.Connection}", health.Problem, health.Fix),
        _ => Failed($"Connection {health.Connection}", health.Problem, health.Fix),
    };

    private static EnvironmentCheck CheckClock(List<(string Name, TimeSpan Offset)> clocks)
    {
        if (clocks.Count == 0)
        {
            return Passed("Clock", "No platform answered, so nothing is known of this machine's clock.");
        }

        (string name, TimeSpan offset) = clocks.MaxBy(static clock => clock.Offset.Duration());
        return ConnectionTest.IsLarge(offset)
            ? Failed("Clock", $"This machine's clock is {offset.Duration().TotalSeconds:F0} s {(offset > TimeSpan.Zero ? "ahead of" : "behind")} that of '{name}'.", ConnectionTest.SetTheClock)
            : Passed("Clock", $"This machine's clock is within {Math.Max(1, offset.Duration().TotalSeconds):F0} s of the platforms'.");
    }

    private static EnvironmentCheck Passed(string name, string message) => new() { Name = name, Status = EnvironmentCheckStatus.Passed, Message = message };

    private static EnvironmentCheck Warned(string name, string message, string? fix) => new() { Name = name, Status = EnvironmentCheckStatus.Warning, Message = message, Fix = fix };

    private static EnvironmentCheck Failed(string name, string message, string? fix) => new() { Name = name, Status = EnvironmentCheckStatus.Failed, Message = message, Fix = fix };
}
