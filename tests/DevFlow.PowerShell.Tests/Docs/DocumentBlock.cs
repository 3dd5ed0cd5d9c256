namespace DevFlow.PowerShell.Tests.Docs;

/// <summary>A fenced block of PowerShell in a document.</summary>
internal sealed record DocumentBlock(int Line, string Info, string Text)
{
    public const string NotRun = "# not run here: ";

    public bool Runs => Info == "powershell";

    public static IReadOnlyList<DocumentBlock> Read(string path)
    {
        List<DocumentBlock> blocks = [];
        List<string>? lines = null;
        string info = "";
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (!line.StartsWith("```", StringComparison.Ordinal))
            {
                lines?.Add(line);
            }
            else if (lines is null)
            {
                (lines, info) = ([], line[3..].Trim());
            }
            else
            {
                if (info.StartsWith("powershell", StringComparison.OrdinalIgnoreCase) || info is "ps1" or "pwsh")
                {
                    blocks.Add(new DocumentBlock(number - lines.Count, info, string.Join('\n', lines)));
                }

                lines = null;
            }
        }

        return blocks;
    }
}
