namespace DevFlow.Core.Tests.Credentials;

/// <summary>Tests that change what the whole process shares, such as its umask, run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWideCollection
{
    public const string Name = "process-wide";
}
