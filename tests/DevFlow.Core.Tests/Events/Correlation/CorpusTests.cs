using System.Text.Json;
using DevFlow.TestKit;

namespace DevFlow.Core.Tests.Events.Correlation;

/// <summary>
/// Texts as people and machines write them, and the keys a person would find: corpus.jsonl, one case a line. The projects known
/// are those of <see cref="StoryMaps.Projects"/>.
/// </summary>
public sealed class CorpusTests
{
    private const double Wanted = 0.99;
    private const int FewestCases = 200;

    [Fact]
    public void Precision_and_recall_are_at_least_99_percent_with_known_projects()
    {
        (double precision, double recall, int cases, IReadOnlyList<string> wrong) = Measure(knowsProjects: true);

        TestContext.Current.TestOutputHelper?.WriteLine($"{cases} texts: precision {precision:F4}, recall {recall:F4}");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', wrong));
        Assert.InRange(cases, FewestCases, int.MaxValue);
        Assert.True(precision >= Wanted && recall >= Wanted, string.Join('\n', wrong));
    }

    [Fact]
    public void Without_known_projects_no_standard_or_advisory_is_taken_for_an_issue()
    {
        (double precision, double recall, int cases, IReadOnlyList<string> wrong) = Measure(knowsProjects: false);

        TestContext.Current.TestOutputHelper?.WriteLine($"{cases} texts: precision {precision:F4}, recall {recall:F4}");
        Assert.DoesNotContain(wrong, static line => new[] { "CVE-", "UTF-", "SHA-", "ISO-", "RFC-", "HTTP-", "TLS-" }.Any(name => line.Contains("found issue:" + name, StringComparison.Ordinal)));
        // Keys in lower case need the list of projects.
        Assert.InRange(recall, 0.9, 1);
    }

    private static (double Precision, double Recall, int Cases, IReadOnlyList<string> Wrong) Measure(bool knowsProjects)
    {
        int right = 0;
        int missed = 0;
        int extra = 0;
        List<string> wrong = [];
        Core.Events.Correlation.Correlator correlator = StoryMaps.Correlator(knowsProjects);
        string[] lines = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "tests", "DevFlow.Core.Tests", "Events", "Correlation", "corpus.jsonl"));
        foreach (string line in lines)
        {
            JsonElement entry = JsonElement.Parse(line);
            string data = $$"""{ "{{entry.GetProperty("as").GetString()}}": {{entry.GetProperty("in").GetRawText()}} }""";
            HashSet<string> expected = [.. entry.GetProperty("keys").EnumerateArray().Select(static key => key.GetString()!).Select(static key => key.Contains(':', StringComparison.Ordinal) ? key : "issue:" + key)];
            HashSet<string> found = [.. correlator.FindKeys(TestEvent.Create("1", "corpus.text", data))];
            right += found.Count(expected.Contains);
            missed += expected.Count(key => !found.Contains(key));
            extra += found.Count(key => !expected.Contains(key));
            if (!found.SetEquals(expected))
            {
                wrong.Add($"{line}: missed {string.Join(' ', expected.Except(found))}, found {string.Join(' ', found.Except(expected))}");
            }
        }

        return ((double)right / (right + extra), (double)right / (right + missed), lines.Length, wrong);
    }
}
