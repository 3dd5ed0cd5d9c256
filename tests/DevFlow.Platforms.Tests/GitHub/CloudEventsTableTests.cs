using System.Text.Json;
using System.Text.RegularExpressions;
using DevFlow.GitHub;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.GitHub;

/// <summary>Holds the events against the CNCF's own table, read by rules written here and not by the plugin's.</summary>
public sealed partial class CloudEventsTableTests
{
    [Fact]
    public void Every_example_payload_has_the_attributes_of_the_table()
    {
        Dictionary<string, JsonElement> table = ReadTable();
        List<string> differences = [];
        HashSet<(string, string)> used = [];
        int compared = 0;
        foreach ((string name, JsonElement payload) in GitHubPayloads.Read())
        {
            if (!table.TryGetValue(name, out JsonElement rules))
            {
                continue;
            }

            Event received = new GitHubWebhooks().ToEvent(GitHubDelivery.Signed(payload.GetRawText(), name));
            Assert.Equal(GitHubDelivery.Id, received.Id);
            (string Attribute, string? Actual)[] attributes = [("source", received.Source), ("type", received.Type), ("subject", received.Subject)];
            foreach ((string attribute, string? actual) in attributes)
            {
                string? expected = Expect(name, attribute, rules.GetProperty(attribute).GetString()!, payload);
                compared++;
                if (expected == actual)
                {
                    continue;
                }

                if (!CloudEventsDeviations.Reasons.ContainsKey((name, attribute)))
                {
                    differences.Add($"{name} {attribute}: table '{expected}', DevFlow '{actual}'");
                }

                used.Add((name, attribute));
            }
        }

        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences.Distinct(StringComparer.Ordinal)));
        Assert.Equal(CloudEventsDeviations.Reasons.Keys.Order(), used.Order());
        Assert.InRange(compared, 900, 1000);
    }

    private static Dictionary<string, JsonElement> ReadTable()
    {
        string? file = RepositoryRoot.SharedData("data", "cloudevents-adapters", "github.json");
        if (file is null)
        {
            Assert.Skip("The CNCF's adapter table is not on this machine.");
        }

        using JsonDocument table = JsonDocument.Parse(File.ReadAllBytes(file));
        return table.RootElement.GetProperty("events").EnumerateArray()
            .Select(entry => entry.GetProperty("attributes").Clone())
            .ToDictionary(rules => TypeName().Match(rules.GetProperty("type").GetString()!).Groups["name"].Value, StringComparer.Ordinal);
    }

    // A rule is a chain of `literal` and "path" value, joined by +; or Omit.
    private static string? Expect(string name, string attribute, string rule, JsonElement payload)
    {
        if (rule == "Omit")
        {
            return null;
        }

        if (name == "marketplace_purchase" && attribute == "source")
        {
            return payload.GetProperty("sender").GetProperty("url").GetString()!.Replace("/" + payload.GetProperty("sender").GetProperty("login").GetString(), "", StringComparison.Ordinal);
        }

        string text = "";
        foreach (Match part in Part().Matches(rule.Split('#')[0]))
        {
            if (part.Groups["literal"].Success)
            {
                text += part.Groups["literal"].Value;
                continue;
            }

            JsonElement value = payload;
            foreach (string segment in part.Groups["path"].Value.Split('.'))
            {
                if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(segment, out value))
                {
                    return null;
                }
            }

            text += value.ToString();
        }

        return text.Length == 0 ? null : text;
    }

    [GeneratedRegex("com\\.github\\.(?<name>[a-z_0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeName();

    [GeneratedRegex("`(?<literal>[^`]*)`|\"(?<path>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();
}
