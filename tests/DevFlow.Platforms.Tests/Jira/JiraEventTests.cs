using System.Text;
using DevFlow.Core.Events.Correlation;
using DevFlow.Jira;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Platforms.Tests.Jira;

public sealed class JiraEventTests
{
    private const string Issue = """{"id":"10001","self":"https://acme.atlassian.net/rest/api/2/issue/10001","key":"ABC-7","fields":{"summary":"Fix DEF-2","description":"see https://github.com/acme/shop/pull/3"}}""";

    private readonly JiraWebhooks _webhooks = new();

    [Theory]
    [InlineData("jira:issue_created", "issue.created", "ABC-7")]
    [InlineData("jira:issue_updated", "issue.updated", "ABC-7")]
    [InlineData("comment_created", "comment.created", "42")]
    [InlineData("worklog_deleted", "worklog.deleted", null)]
    [InlineData("issuelink_created", "issuelink.created", null)]
    [InlineData("issue_property_set", "issue_property.set", "ABC-7")]
    [InlineData("jira:version_unreleased", "version.unreleased", null)]
    [InlineData("board_configuration_changed", "board_configuration.changed", "ABC-7")]
    [InlineData("option_issuelinks_changed", "option_issuelinks.changed", "ABC-7")]
    [InlineData("project_soft_deleted", "project.soft_deleted", "ABC-7")]
    [InlineData("project_restored_archived", "project.restored_archived", "ABC-7")]
    [InlineData("sprint_started", "sprint.started", null)]
    [InlineData("installed", "installed", "ABC-7")]
    [InlineData("_odd", "_odd", "ABC-7")]
    [InlineData("new thing:happened.", "new_thing_happened_", "ABC-7")]
    public void Every_event_has_its_topic_and_its_subject(string name, string topic, string? subject)
    {
        Event received = Read($$"""{"timestamp":1795341600123,"webhookEvent":"{{name}}","issue":{{Issue}},"comment":{"id":"42","body":"x"} }""");

        Assert.Equal(("jira." + topic, "com.atlassian.jira." + topic), (received.Topic, received.Type));
        Assert.Equal((subject, "https://acme.atlassian.net", "ABC-7"), (received.Subject, received.Source, received.PartitionKey));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_795_341_600_123), received.Time);
    }

    [Fact]
    public void What_has_no_issue_is_told_by_its_own_id_and_its_own_address()
    {
        Event sprint = Read("""{"timestamp":1795341600123,"webhookEvent":"sprint_started","sprint":{"id":5,"self":"https://example.com/jira/rest/agile/1.0/sprint/5"}}""");
        Event link = Read("""{"webhookEvent":"issuelink_created","issueLink":{"id":10234}}""");
        Event user = Read("""{"webhookEvent":"user_created","user":{"name":"jane"}}""");

        Assert.Equal(("5", "https://example.com/jira"), (sprint.Subject, sprint.Source));
        Assert.Equal(("10234", "jira:unnamed-site", TestDelivery.ReceivedAt), (link.Subject, link.Source, link.Time));
        Assert.Equal("jane", user.Subject);
    }

    [Fact]
    public void The_id_is_the_same_for_a_delivery_that_is_sent_again()
    {
        const string Body = """{"timestamp":1,"webhookEvent":"jira:issue_created"}""";
        Assert.Equal("b3-1", Read(Body, ("X-Atlassian-Webhook-Identifier", "b3-1"), ("X-Atlassian-Webhook-Retry", "2")).Id);

        // Data Center sends none.
        string old = Read(Body).Id;
        Assert.Equal(old, Read(Body).Id);
        Assert.StartsWith("issue.created-", old, StringComparison.Ordinal);
        Assert.NotEqual(old, Read("""{"timestamp":2,"webhookEvent":"jira:issue_created"}""").Id);
        Assert.Throws<DevFlowException>(() => Read(Body, ("X-Atlassian-Webhook-Identifier", "../a")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"webhookEvent":5e-1""")]
    [InlineData("""{"webhookEvent":""}""")]
    [InlineData("""{"webhookEvent":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}""")]
    public void What_names_no_event_is_unreadable(string body) => Assert.Equal(ErrorReason.InvalidArgument, Assert.Throws<DevFlowException>(() => Read(body)).Reason);

    [Fact]
    public void An_issue_belongs_to_its_key_and_to_what_its_texts_name()
    {
        Correlator correlator = new(static () => ["jira"], static _ => new JiraPlugin().Correlation, NullLogger<Correlator>.Instance);
        correlator.SetKnownProjects(["ABC", "DEF"]);

        Assert.Equal(["issue:ABC-7", "issue:DEF-2"], Keys($$"""{"webhookEvent":"jira:issue_updated","issue":{{Issue}}}"""));
        Assert.Equal(["issue:ABC-7", "issue:DEF-3"], Keys("""{"webhookEvent":"comment_created","issue":{"key":"ABC-7"},"comment":{"body":{"type":"doc","content":[{"type":"text","text":"blocks DEF-3, not UTF-8"}]}}}"""));

        string[] Keys(string body) => [.. correlator.FindKeys(Read(body)).Order(StringComparer.Ordinal)];
    }

    private Event Read(string body, params (string, string?)[] headers) => _webhooks.ToEvent(TestDelivery.With(Encoding.UTF8.GetBytes(body), headers));
}
