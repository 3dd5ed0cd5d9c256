using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.CloudEvents;

/// <summary>The CNCF's own table for a platform, read by rules written here and not by the plugin's.</summary>
internal sealed partial class AdapterTable
{
    private static readonly string[] Texts = ["source", "type", "subject"];

    private readonly Dictionary<string, JsonElement> _rules;
    private readonly HashSet<(string, string)> _deviations;
    private readonly HashSet<(string, string)> _used = [];
    private readonly SortedSet<string> _differences = new(StringComparer.Ordinal);

    private AdapterTable(Dictionary<string, JsonElement> rules, HashSet<(string, string)> deviations)
    {
        _rules = rules;
        _deviations = deviations;
    }

    /// <summary>Attributes compared so far.</summary>
    public int Compared { get; private set; }

    /// <param name="file">The table's name in the shared data.</param>
    /// <param name="heading">The platform's heading in docs/cloudevents.md.</param>
    /// <param name="key">Makes the name of an event of its entry in the table.</param>
    public static AdapterTable Read(string file, string heading, Func<JsonElement, string> key)
    {
        string? path = RepositoryRoot.SharedData("data", "cloudevents-adapters", file);
        if (path is null)
        {
            Assert.Skip("The CNCF's adapter table is not on this machine.");
        }

        using JsonDocument table = JsonDocument.Parse(File.ReadAllBytes(path));
        return new AdapterTable(
            table.RootElement.GetProperty("events").EnumerateArray().ToDictionary(key, static entry => entry.GetProperty("attributes").Clone(), StringComparer.Ordinal),
            ReadDeviations(heading));
    }

    public bool Has(string name) => _rules.ContainsKey(name);

    /// <summary>Compares an event with the table.</summary>
    public void Compare(string name, JsonElement payload, Event received, DateTimeOffset receivedAt)
    {
        JsonElement rules = _rules[name];
        string?[] actual = [received.Source, received.Type, received.Subject];
        for (int i = 0; i < Texts.Length; i++)
        {
            Note(name, Texts[i], Text(rules.GetProperty(Texts[i]).GetString()!, payload), actual[i]);
        }

        Note(
            name,
            "time",
            (Moment(rules.GetProperty("time").GetString()!, payload) ?? receivedAt).ToString("O", CultureInfo.InvariantCulture),
            received.Time.ToString("O", CultureInfo.InvariantCulture));
    }

    /// <summary>Fails for a difference that docs/cloudevents.md does not explain, and for an explanation of none.</summary>
    public void AssertHeld()
    {
        Assert.True(_differences.Count == 0, string.Join(Environment.NewLine, _differences));
        Assert.Equal(_deviations.Order(), _used.Order());
    }

    private void Note(string name, string attribute, string? expected, string? actual)
    {
        Compared++;
        if (expected == actual)
        {
            return;
        }

        _used.Add((name, attribute));
        if (!_deviations.Contains((name, attribute)))
        {
            _differences.Add($"{name} {attribute}: table '{expected}', DevFlow '{actual}'");
        }
    }

    // A rule is a chain of `literal` and "path" value, joined by +; or Omit.
    private static string? Text(string rule, JsonElement payload)
    {
        if (rule == "Omit")
        {
            return null;
        }

        string text = "";
        foreach (Match part in Part().Matches(rule.Split(" #")[0].Split("without the")[0]))
        {
            if (part.Groups["literal"].Success)
            {
                text += part.Groups["literal"].Value;
            }
            else if (Find(payload, part.Groups["path"].Value) is { } value)
            {
                text += value.ToString();
            }
            else
            {
                return null;
            }
        }

        // The one table takes the member's part off an address, the other a comment's.
        text = !rule.Contains("without the", StringComparison.Ordinal) ? text
            : rule.Contains("/username", StringComparison.Ordinal) ? text[..text.LastIndexOf('/')]
            : text.Split('#')[0];
        return text.Length == 0 ? null : text;
    }

    // "Current time", or "path" value, with others to take where it is null.
    private static DateTimeOffset? Moment(string rule, JsonElement payload)
    {
        string action = Find(payload, "action")?.GetString() ?? "";
        foreach (Match part in Part().Matches(rule.Replace("\\*\\_", action + "_", StringComparison.Ordinal).Replace('`', '"')))
        {
            switch (Find(payload, part.Groups["path"].Value))
            {
                case { ValueKind: JsonValueKind.Number } seconds:
                    return DateTimeOffset.FromUnixTimeSeconds(seconds.GetInt64());
                case { ValueKind: JsonValueKind.String } text:
                    return DateTimeOffset.Parse(text.GetString()!.Replace(" UTC", "Z", StringComparison.Ordinal), CultureInfo.InvariantCulture).ToUniversalTime();
            }
        }

        return null;
    }

    private static JsonElement? Find(JsonElement value, string path)
    {
        foreach (string segment in path.Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(segment, out value))
            {
                return null;
            }
        }

        return value;
    }

    private static HashSet<(string, string)> ReadDeviations(string heading)
    {
        IEnumerable<string> section = File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "cloudevents.md"))
            .SkipWhile(line => line != "## " + heading)
            .Skip(1)
            .TakeWhile(static line => !line.StartsWith("## ", StringComparison.Ordinal));
        return [.. section.Where(static line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(2)
            .Select(static line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(static cells => (cells[1], cells[2]))];
    }

    [GeneratedRegex("`(?<literal>[^`]*)`|\"(?<path>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();
}
