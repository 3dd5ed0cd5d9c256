namespace DevFlow.Help;

/// <summary>A headline with what stands below it, up to the next headline of the same or a higher level.</summary>
internal sealed record Section(string Title, IReadOnlyList<Block> Blocks, IReadOnlyList<Section> Parts)
{
    public IEnumerable<string> Paragraphs => Blocks.Where(static b => !b.IsCode).Select(static b => b.Text);

    public string Code => string.Join('\n', Blocks.Where(static b => b.IsCode).Select(static b => b.Text));
}
