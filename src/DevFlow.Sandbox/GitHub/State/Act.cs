namespace DevFlow.Sandbox.GitHub;

/// <summary>A change as it is made.</summary>
/// <param name="By">Who makes it.</param>
/// <param name="At">When.</param>
/// <param name="Answered">Ends when the request that makes it has its answer; no delivery overtakes it.</param>
internal sealed record Act(Account By, DateTimeOffset At, Task Answered);
