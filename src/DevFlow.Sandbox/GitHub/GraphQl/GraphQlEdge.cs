namespace DevFlow.Sandbox.GitHub;

/// <summary>An item of a connection.</summary>
internal sealed record GraphQlEdge(string Cursor, object Node);
