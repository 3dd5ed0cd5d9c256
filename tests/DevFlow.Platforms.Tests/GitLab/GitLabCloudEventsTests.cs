using System.Text.Json;
using DevFlow.GitLab;
using DevFlow.Platforms.Tests.CloudEvents;

namespace DevFlow.Platforms.Tests.GitLab;

public sealed class GitLabCloudEventsTests
{
    [Fact]
    public void Every_event_of_the_table_has_its_attributes()
    {
        AdapterTable table = AdapterTable.Read("gitlab.json", "GitLab", static entry => entry.GetProperty("event").GetString()!);
        foreach ((string name, (string header, string body)) in GitLabPayloads.All)
        {
            Event received = new GitLabWebhooks().ToEvent(GitLabPayloads.Deliver(header, body));
            table.Compare(name, JsonElement.Parse(body), received, TestDelivery.ReceivedAt);
            Assert.Equal("application/json", received.DataContentType);
        }

        table.AssertHeld();
        Assert.Equal(4 * 11, table.Compared);
    }
}
