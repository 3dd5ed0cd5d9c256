namespace DevFlow.Sandbox.GitHub;

/// <summary>A label of a repository; issues that carry it follow its changes.</summary>
internal sealed class Label(long id, LabelFields fields)
{
    private volatile LabelFields _fields = fields;

    public long Id { get; } = id;

    public string NodeId { get; } = GitHub.NodeId.Create("Label", id);

    public LabelFields Fields
    {
        get => _fields;
        set => _fields = value;
    }

    public string Name => _fields.Name;
}
