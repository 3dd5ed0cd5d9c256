namespace DevFlow;

/// <summary>A request in a sandbox's ledger.</summary>
public sealed record SandboxRequest
{
    /// <summary>Counts from 1 in the order of arrival.</summary>
    public required long Number { get; init; }

    /// <summary>When it came (UTC).</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The path, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>The operation as the vendor's description names it: <c>/repos/{owner}/{repo}/issues</c>; null where none stands at the path.</summary>
    public string? Route { get; init; }

    /// <summary>The answer's status; 0 where the connection was reset.</summary>
    public required int Status { get; init; }

    /// <summary>Why it was refused: <c>bad-token</c>, <c>primary</c>, <c>secondary-concurrency</c> and so on; null where it was not.</summary>
    public string? Refusal { get; init; }

    /// <summary>The limit's bucket that counted or refused it.</summary>
    public string? Bucket { get; init; }

    /// <summary>Whose token it carried.</summary>
    public string? Account { get; init; }

    /// <summary>The faults that were done to it.</summary>
    public string? Fault { get; init; }

    /// <summary>From its arrival to the end of the answer.</summary>
    public required TimeSpan Duration { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path} -> {Status}";
}
