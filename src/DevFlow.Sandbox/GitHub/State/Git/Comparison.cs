namespace DevFlow.Sandbox.GitHub;

/// <summary>Two commits, by the names they were asked for, and where they parted.</summary>
internal sealed record Comparison(string FirstName, string LastName, GitCommit First, GitCommit Last, GitCommit Common);
