using System.Text.RegularExpressions;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>Calls the operations a sandbox serves, with good and bad input, and compares every answer with the description.</summary>
public sealed partial class ContractRun
{
    private static readonly Violation Unknown = new("operation", Place.Root, "is in no description");

    private readonly ContractPlatform _platform;
    private readonly KnownFaults _faults;
    private readonly AnswerValidator _validator;
    private readonly ILookup<string, Exchange> _exchanges;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<IReadOnlyList<Finding>>> _findings = new(StringComparer.Ordinal);
    private int _calls;

    private ContractRun(ContractPlatform platform, KnownFaults faults, IReadOnlyList<(string Method, string Template)> routes)
    {
        _platform = platform;
        _faults = faults;
        _validator = new(platform.Rules, faults);
        IReadOnlyList<ApiDescription?> descriptions = platform.LoadDescriptions();
        HasDescriptions = !descriptions.Contains(null);
        Served = [.. routes.Select(route => new ServedRoute(
            route.Method, route.Template, descriptions.Select(description => description?.Find(route.Method, route.Template)).FirstOrDefault(operation => operation is not null)))];
        _exchanges = platform.Exchanges.ToLookup(exchange => $"{exchange.Method} {exchange.Template}", StringComparer.Ordinal);
    }

    /// <summary>False where this machine does not have the descriptions.</summary>
    public bool HasDescriptions { get; }

    public IReadOnlyList<ServedRoute> Served { get; }

    /// <summary>The requests sent so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Requests written by hand for what the sandbox does not serve.</summary>
    public IEnumerable<string> StrayExchanges => _exchanges.Select(group => group.Key).Except(Served.Select(route => route.Name));

    /// <summary>Prepares a run of a platform's contract.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <param name="faults">The known faults of its descriptions; null for those of the list.</param>
    public static async Task<ContractRun> CreateAsync(ContractPlatform platform, CancellationToken cancellationToken, KnownFaults? faults = null) =>
        new(platform, faults ?? KnownFaults.Of(platform.Id), await platform.ReadRoutesAsync(cancellationToken));

    /// <summary>Why a route is in no description, as the list of known faults says.</summary>
    public string? ExplainUnknown(ServedRoute route) => _faults.Find(route.Name, null, Unknown)?.Reason;

    /// <summary>Tries one operation, once.</summary>
    /// <returns>What was found, without what the known faults excuse.</returns>
    public Task<IReadOnlyList<Finding>> TryAsync(ServedRoute route, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _findings.TryGetValue(route.Name, out Task<IReadOnlyList<Finding>>? running)
                ? running
                : _findings[route.Name] = ExecuteAsync(route, cancellationToken);
        }
    }

    /// <summary>Tries what was not yet tried.</summary>
    /// <returns>The known faults that did not occur.</returns>
    public async Task<IReadOnlyList<KnownFault>> FindStaleFaultsAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(Served.Select(route => TryAsync(route, cancellationToken)));
        return [.. _faults.Unused];
    }

    [GeneratedRegex("{([^}]+)}")]
    private static partial Regex Parameter();

    [GeneratedRegex("<([a-z_]+)>")]
    private static partial Regex BodyParameter();

    private async Task<IReadOnlyList<Finding>> ExecuteAsync(ServedRoute route, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        await using ContractSandbox sandbox = await _platform.StartAsync(cancellationToken);
        bool hasGood = false;
        foreach (Exchange exchange in _exchanges[route.Name])
        {
            ContractInput input = await ToInputAsync(exchange, route, sandbox.Known, cancellationToken);
            hasGood |= await SendAsync(route, input, sandbox, findings, cancellationToken);
        }

        if (route.Operation is null)
        {
            if (!_faults.TryExcuse(route.Name, null, Unknown))
            {
                findings.Add(new(new(InputKind.Good, route.Method, route.Template), 0, Unknown));
            }
        }
        else
        {
            await foreach (ContractInput input in new InputGenerator(route.Operation, sandbox.Known).GenerateAsync(cancellationToken))
            {
                hasGood |= _platform.IsSensible(route.Operation, input) && await SendAsync(route, input, sandbox, findings, cancellationToken);
            }
        }

        if (!hasGood)
        {
            findings.Add(new(new(InputKind.Good, route.Method, route.Template), 0, new("good", Place.Root, "was never answered with success")));
        }

        return findings;
    }

    private static async Task<ContractInput> ToInputAsync(Exchange exchange, ServedRoute route, KnownValues known, CancellationToken cancellationToken)
    {
        string path = await FillAsync(exchange.Path, Parameter(), route, known, cancellationToken);
        string? body = exchange.Body is null ? null : await FillAsync(exchange.Body, BodyParameter(), route, known, cancellationToken);
        return new(InputKind.Good, exchange.Method, path, MediaType: body is null ? null : "application/json", Body: body) { Status = exchange.Status };
    }

    private static async Task<string> FillAsync(string text, Regex pattern, ServedRoute route, KnownValues known, CancellationToken cancellationToken)
    {
        string filled = text;
        foreach (Match match in pattern.Matches(text))
        {
            KnownValue value = await known.FindAsync(route.Name, match.Groups[1].Value, cancellationToken);
            filled = filled.Replace(match.Value, RequestDraft.ToText(value.Value ?? match.Groups[1].Value), StringComparison.Ordinal);
        }

        return filled;
    }

    // True where good input was answered with success.
    private async Task<bool> SendAsync(ServedRoute route, ContractInput input, ContractSandbox sandbox, List<Finding> findings, CancellationToken cancellationToken)
    {
        ContractAnswer answer = await sandbox.SendAsync(input, cancellationToken);
        Interlocked.Increment(ref _calls);
        bool isExpected = input.Status is { } status ? answer.Status == status : _platform.IsExpected(input, answer);
        if (!isExpected)
        {
            Violation outcome = new(input.Kind.ToString(), new(input.Subject, null, "$"), "was not answered as it must be");
            if (!_faults.TryExcuse(route.Name, answer.Status, outcome))
            {
                findings.Add(new(input, answer.Status, outcome));
            }
        }

        if (route.Operation is { } operation)
        {
            findings.AddRange(_validator.Validate(operation, answer, _platform.FindResponse(answer)).Select(violation => new Finding(input, answer.Status, violation)));
        }

        return input.Kind == InputKind.Good && isExpected && answer.Status is >= 200 and < 400;
    }
}
