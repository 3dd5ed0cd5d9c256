using System.Text.RegularExpressions;

namespace DevFlow.Help;

/// <summary>Reads the little Markdown that help pages use: headlines, paragraphs, lists and fences; a help file knows no more.</summary>
internal static partial class MarkdownReader
{
    private const string NotRun = "# not run here:";

    public static IReadOnlyList<Section> Read(IEnumerable<string> lines, out string title)
    {
        title = "";
        List<(string Title, List<Block> Blocks, List<Section> Parts)> sections = [];
        List<Block> current = [];
        List<string> fence = [];
        bool inFence = false;
        bool continues = false;
        foreach (string line in lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                if (inFence)
                {
                    current.Add(new Block(string.Join('\n', fence), IsCode: true));
                    fence.Clear();
                }

                (inFence, continues) = (!inFence, false);
            }
            else if (inFence)
            {
                // A remark for the tests, which run every other example; at a prompt it would only be noise.
                if (!line.StartsWith(NotRun, StringComparison.Ordinal))
                {
                    fence.Add(line);
                }
            }
            else if (line.StartsWith("### ", StringComparison.Ordinal) && sections.Count > 0)
            {
                current = [];
                sections[^1].Parts.Add(new Section(Plain(line[4..]), current, []));
                continues = false;
            }
            else if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                current = [];
                sections.Add((Plain(line[3..]), current, []));
                continues = false;
            }
            else if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                title = Plain(line[2..]);
            }
            else if (string.IsNullOrWhiteSpace(line))
            {
                continues = false;
            }
            else if (continues && !line.StartsWith("- ", StringComparison.Ordinal))
            {
                current[^1] = new Block(current[^1].Text + " " + Plain(line), IsCode: false);
            }
            else
            {
                current.Add(new Block(Plain(line), IsCode: false));
                continues = true;
            }
        }

        return [.. sections.Select(static s => new Section(s.Title, s.Blocks, s.Parts))];
    }

    // A terminal shows text: links keep their words, marks for code go. ** stays: the pages write it in topic patterns only.
    private static string Plain(string text) => Link().Replace(text.Trim(), "${words}").Replace("`", "", StringComparison.Ordinal);

    [GeneratedRegex(@"\[(?<words>[^\]]+)\]\([^)\s]+\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
