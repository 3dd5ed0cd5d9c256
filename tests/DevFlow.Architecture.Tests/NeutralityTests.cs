using System.Text.RegularExpressions;
using DevFlow.TestKit;

namespace DevFlow.Architecture.Tests;

/// <summary>What the engine does for our platforms it does for a stranger's: it knows none by name.</summary>
public sealed partial class NeutralityTests
{
    // Secrets are cut out of texts also of platforms whose plugin is not loaded, so these forms cannot come from plugins.
    private static readonly string[] Redaction = ["RedactionPatterns.cs", "RedactionRule.cs"];

    [Fact]
    public void The_engine_names_no_platform_in_code()
    {
        string engine = RepositoryRoot.File("src", "DevFlow.Core");
        string[] found =
        [
            .. from file in Directory.EnumerateFiles(engine, "*.cs", SearchOption.AllDirectories)
               let path = Path.GetRelativePath(engine, file)
               where !path.StartsWith("obj", StringComparison.Ordinal) && !path.StartsWith("bin", StringComparison.Ordinal) && !Redaction.Contains(Path.GetFileName(file))
               from line in File.ReadLines(file).Index()
               where Platform.IsMatch(Comment.Replace(line.Item, ""))
               select $"{path}:{line.Index + 1}: {line.Item.Trim()}",
        ];

        Assert.True(found.Length == 0, string.Join(Environment.NewLine, found));
    }

    // Its own names: Gitlab, jiraSite, SLACK_TOKEN, hooks.slack.com; and how their tokens and variables begin.
    [GeneratedRegex("git_?hub|git_?lab|jira|(?<!Reset)slack|atlassian|octokit|\\bG[HL]_|glpat|ghp_|xox[bp]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Platform { get; }

    // A reason may well be a platform's; an address within a text is no comment.
    [GeneratedRegex("(?<!:)//.*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment { get; }
}
