namespace DevFlow.Sandbox.Jira;

/// <summary>What was stored of one repository.</summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="Accepted">The ids by kind.</param>
/// <param name="IssueKeys">Every issue that was named.</param>
internal sealed record DevInfoResult(string RepositoryId, IReadOnlyDictionary<string, IReadOnlyList<string>> Accepted, IReadOnlyCollection<string> IssueKeys);
