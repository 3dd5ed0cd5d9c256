namespace DevFlow.Help;

/// <summary>A page of docs/cmdlets: a title and the sections every page has.</summary>
internal sealed class HelpPage
{
    private static readonly string[] Required = ["Synopsis", "Description", "Examples", "Parameters", "Inputs", "Outputs", "Notes", "Related"];

    private readonly IReadOnlyList<Section> _sections;

    private HelpPage(IReadOnlyList<Section> sections)
    {
        _sections = sections;
    }

    public Section this[string title] => _sections.First(section => section.Title == title);

    public static HelpPage Read(string path)
    {
        IReadOnlyList<Section> sections = MarkdownReader.Read(File.ReadAllLines(path), out string title);
        string expected = Path.GetFileNameWithoutExtension(path);
        if (title != expected)
        {
            throw new PageException(path, $"the page must begin with '# {expected}'.");
        }

        string[] titles = [.. sections.Select(static s => s.Title)];
        return titles.SequenceEqual(Required)
            ? new HelpPage(sections)
            : throw new PageException(path, $"the sections must be {string.Join(", ", Required)}, in this order; they are {string.Join(", ", titles)}.");
    }
}
