namespace DevFlow.PowerShell.Tests.Bridge;

[CollectionDefinition(SessionFixture.Collection)]
public sealed class SessionCollection : ICollectionFixture<SessionFixture>;
