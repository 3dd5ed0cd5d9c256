namespace DevFlow.PowerShell.Tests.EndToEnd;

/// <summary>There is one engine a process: its tests run one after the other, and beside no others.</summary>
[CollectionDefinition(HostedSession.Collection, DisableParallelization = true)]
public sealed class HostedCollection;
