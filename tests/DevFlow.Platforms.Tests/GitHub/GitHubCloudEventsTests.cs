using System.Text.Json;
using System.Text.RegularExpressions;
using DevFlow.GitHub;
using DevFlow.Platforms.Tests.CloudEvents;

namespace DevFlow.Platforms.Tests.GitHub;

public sealed partial class GitHubCloudEventsTests
{
    [Fact]
    public void Every_example_payload_has_the_attributes_of_the_table()
    {
        AdapterTable table = AdapterTable.Read("github.json", "GitHub", static entry =>
            TypeName().Match(entry.GetProperty("attributes").GetProperty("type").GetString()!).Groups["name"].Value);
        SortedSet<string> unknown = new(StringComparer.Ordinal);
        foreach ((string name, JsonElement payload) in GitHubPayloads.Read())
        {
            Event received = new GitHubWebhooks().ToEvent(GitHubDelivery.Signed(payload.GetRawText(), name));
            Assert.Equal(GitHubDelivery.Id, received.Id);
            Assert.Equal("application/json", received.DataContentType);
            if (table.Has(name))
            {
                table.Compare(name, payload, received, TestDelivery.ReceivedAt);
            }
            else
            {
                unknown.Add(name);
            }
        }

        table.AssertHeld();
        TestContext.Current.TestOutputHelper?.WriteLine($"{table.Compared} attributes compared; not in the table: {string.Join(' ', unknown)}");
        Assert.InRange(table.Compared, 1_200, 4 * GitHubPayloads.Count);
    }

    [GeneratedRegex("com\\.github\\.(?<name>[a-z_0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeName();
}
