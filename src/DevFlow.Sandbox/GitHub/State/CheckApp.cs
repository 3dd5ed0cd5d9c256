namespace DevFlow.Sandbox.GitHub;

/// <summary>The GitHub App that makes a check.</summary>
internal sealed record CheckApp(long Id, string Slug, string Name, Account Owner, DateTimeOffset CreatedAt)
{
    /// <summary>The one that runs workflows; its number is the same on all of GitHub.</summary>
    public static CheckApp Actions { get; } = new(
        15_368,
        "github-actions",
        "GitHub Actions",
        new(9_919, "github", isOrganization: true, new(2008, 5, 11, 4, 37, 31, TimeSpan.Zero)),
        new(2018, 7, 30, 9, 30, 17, TimeSpan.Zero));

    public string NodeId { get; } = GitHub.NodeId.Create("App", Id);
}
