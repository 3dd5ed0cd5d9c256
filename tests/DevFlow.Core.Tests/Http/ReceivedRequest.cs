namespace DevFlow.Core.Tests.Http;

/// <summary>The head of a request as it came in.</summary>
internal sealed record ReceivedRequest(string Method, string Path, IReadOnlyList<string> HeaderLines)
{
    public string[] Values(string header) =>
        [.. HeaderLines.Where(line => line.StartsWith(header + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(header.Length + 1)..].Trim())];
}
