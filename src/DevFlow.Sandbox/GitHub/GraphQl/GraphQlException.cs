namespace DevFlow.Sandbox.GitHub;

/// <summary>A query that cannot be carried out at all.</summary>
internal sealed class GraphQlException(GraphQlError error) : Exception(error.Message)
{
    public GraphQlException(string message, GraphQlLocation location)
        : this(new(message) { Location = location })
    {
    }

    public GraphQlError Error { get; } = error;
}
