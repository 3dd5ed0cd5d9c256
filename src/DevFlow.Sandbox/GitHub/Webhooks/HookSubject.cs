namespace DevFlow.Sandbox.GitHub;

/// <summary>What a delivery is about, as the log tells it.</summary>
/// <param name="RepositoryId">The repository; null where it is none's.</param>
/// <param name="InstallationId">The installation an App hears of it through; null where it is no App's.</param>
internal sealed record HookSubject(long? RepositoryId, long? InstallationId);
