namespace DevFlow.Sandbox.Jira;

internal sealed class Sprint(long id, string name, Board board, DateTimeOffset created) : INamed
{
    public const string Future = "future";
    public const string Active = "active";
    public const string Closed = "closed";

    public long Number { get; } = id;

    public string Id { get; } = id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public string Name { get; set; } = name;

    public string State { get; set; } = Future;

    public string? Goal { get; set; }

    public Board Board { get; } = board;

    public DateTimeOffset Created { get; } = created;

    public DateTimeOffset? Start { get; set; }

    public DateTimeOffset? End { get; set; }

    public DateTimeOffset? Completed { get; set; }
}
