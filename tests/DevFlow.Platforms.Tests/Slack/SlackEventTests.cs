using DevFlow.Core.Events.Correlation;
using DevFlow.Slack;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Platforms.Tests.Slack;

public sealed class SlackEventTests
{
    private const string Button =
        """{"type":"block_actions","user":{"id":"U1","team_id":"T1"},"team":{"id":"T1"},"trigger_id":"1.2.abc","container":{"type":"message","message_ts":"17.2","channel_id":"C1","thread_ts":"17.1"},"channel":{"id":"C1"},"message":{"text":"Deploy ABC-1?","ts":"17.2"},"actions":[]}""";

    private readonly SlackWebhooks _webhooks = new();

    [Theory]
    [InlineData("""{"type":"app_mention","channel":"C1","ts":"17.1","user":"U1","text":"hi"}""", "event.app_mention", "C1", "T1/C1")]
    [InlineData("""{"type":"message","channel":"C1","ts":"17.1"}""", "event.message", "C1", "T1/C1")]
    [InlineData("""{"type":"message","subtype":"message_changed","channel":"C1","ts":"17.9","message":{"ts":"17.1"}}""", "event.message.message_changed", "C1", "T1/C1")]
    [InlineData("""{"type":"reaction_added","user":"U1","item":{"type":"message","channel":"C2","ts":"17.1"}}""", "event.reaction_added", "C2", "T1/C2")]
    [InlineData("""{"type":"channel_created","channel":{"id":"C3","name":"new"}}""", "event.channel_created", "C3", "T1/C3")]
    [InlineData("""{"type":"team_join","user":{"id":"U9"}}""", "event.team_join", "U9", "T1")]
    [InlineData("""{"type":"tokens_revoked","tokens":{"bot":["U1"]}}""", "event.tokens_revoked", null, "T1")]
    [InlineData("""{"type":"Brand.New Thing"}""", "event.brand_new_thing", null, "T1")]
    public void An_event_has_the_topic_of_its_type_and_keeps_the_order_of_its_channel(string happened, string topic, string? subject, string partition)
    {
        Event received = _webhooks.ToEvent(SlackDelivery.Json(
            $$"""{"token":"t","team_id":"T1","api_app_id":"A1","event":{{happened}},"type":"event_callback","event_id":"Ev0123","event_time":1795341600}"""));

        Assert.Equal(("slack." + topic, "com.slack." + topic, "Ev0123"), (received.Topic, received.Type, received.Id));
        Assert.Equal((subject, partition, "https://app.slack.com/client/T1"), (received.Subject, received.PartitionKey, received.Source));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_795_341_600), received.Time);
    }

    [Theory]
    [InlineData("1795341600.000123", 1_795_341_600_000_123)]
    [InlineData("1795341601", 1_795_341_601_000_000)]
    [InlineData("1e99", 1_795_341_605_000_000)]
    [InlineData("999999999999999.1", 1_795_341_605_000_000)]
    [InlineData("", 1_795_341_605_000_000)]
    public void The_moment_of_an_event_is_the_exact_one_where_there_is_one(string moment, long microseconds)
    {
        Event received = _webhooks.ToEvent(SlackDelivery.Json(
            $$"""{"team_id":"T1","event":{"type":"message","event_ts":"{{moment}}"},"type":"event_callback","event_id":"Ev1","event_time":1795341605}"""));

        Assert.Equal(DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds), received.Time);
    }

    [Fact]
    public void What_people_do_comes_as_JSON_in_a_form()
    {
        Event pressed = _webhooks.ToEvent(SlackDelivery.OfForm("payload=" + Uri.EscapeDataString(Button)));
        Event closed = _webhooks.ToEvent(SlackDelivery.OfForm("payload=" + Uri.EscapeDataString("""{"type":"view_closed","team":{"id":"T1"},"user":{"id":"U1"},"view":{"id":"V1"}}""")));

        Assert.Equal(("slack.interactive.block_actions", "1.2.abc", "C1", "T1/C1"), (pressed.Topic, pressed.Id, pressed.Subject, pressed.PartitionKey));
        Assert.Equal("Deploy ABC-1?", pressed.GetData().GetProperty("message").GetProperty("text").GetString());
        Assert.Equal(("slack.interactive.view_closed", "V1"), (closed.Topic, closed.Subject));
        Assert.StartsWith("interactive.view_closed-", closed.Id, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slash_command_s_form_becomes_an_object()
    {
        Event command = _webhooks.ToEvent(SlackDelivery.OfForm(
            "team_id=T1&channel_id=C1&user_id=U1&command=%2FDeploy-It&text=to+prod+%C3%BC+%26+more&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F1&trigger_id=1.2.abc&empty="));

        Assert.Equal(("slack.command.deploy-it", "1.2.abc", "C1", "T1/C1"), (command.Topic, command.Id, command.Subject, command.PartitionKey));
        Assert.Equal("to prod ü & more", command.GetData().GetProperty("text").GetString());
        Assert.Equal("https://hooks.slack.com/commands/1", command.GetData().GetProperty("response_url").GetString());
        Assert.Equal("", command.GetData().GetProperty("empty").GetString());
    }

    [Fact]
    public void News_of_the_app_itself_are_events_too()
    {
        Event limited = _webhooks.ToEvent(SlackDelivery.Json("""{"token":"t","type":"app_rate_limited","team_id":"T1","minute_rate_limited":1518467820,"api_app_id":"A1"}"""));

        Assert.Equal(("slack.app_rate_limited", DateTimeOffset.FromUnixTimeSeconds(1_518_467_820)), (limited.Topic, limited.Time));
    }

    [Theory]
    [InlineData("""{"token":"t","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}""", "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P")]
    [InlineData("""{"type":"url_verification"}""", "")]
    [InlineData("""{"type":"event_callback","event_id":"Ev1","event":{"type":"message","text":"url_verification","challenge":"x"}}""", null)]
    [InlineData("""{"type":"event_callback","event_id":"Ev1","event":{"type":"message"}}""", null)]
    public void A_challenge_is_answered_and_is_no_event(string body, string? answer) => Assert.Equal(answer, _webhooks.AnswerTest(SlackDelivery.Json(body)));

    [Theory]
    [InlineData("ssl_check=1&token=t", "")]
    [InlineData("token=t&ssl_check=1", "")]
    [InlineData("command=%2Fa&text=ssl_check%3D1", null)]
    [InlineData("payload=%7B%22type%22%3A%22url_verification%22%7D", null)]
    public void A_look_at_the_certificate_is_answered_and_is_no_event(string form, string? answer) => Assert.Equal(answer, _webhooks.AnswerTest(SlackDelivery.OfForm(form)));

    [Theory]
    [InlineData(false, "")]
    [InlineData(false, "{}")]
    [InlineData(false, "[]")]
    [InlineData(false, """{"type":"event_callback"}""")]
    [InlineData(false, """{"type":"event_callback","event_id":"../x","event":{"type":"message"}}""")]
    [InlineData(true, "")]
    [InlineData(true, "a=1")]
    [InlineData(true, "payload=%7B")]
    [InlineData(true, "command=%2Fa&command=%2Fb")]
    public void What_is_nothing_of_Slack_s_is_unreadable(bool isForm, string body) =>
        Assert.Equal(ErrorReason.InvalidArgument, Assert.Throws<DevFlowException>(() => _webhooks.ToEvent(isForm ? SlackDelivery.OfForm(body) : SlackDelivery.Json(body))).Reason);

    [Theory]
    [InlineData("""{"type":"message","channel":"C1","ts":"17.1","text":"see <https://acme.atlassian.net/browse/ABC-1|it>"}""", "issue:ABC-1", "thread:slack:T1:C1:17.1")]
    [InlineData("""{"type":"message","channel":"C1","ts":"17.2","thread_ts":"17.1","text":"UTF-8"}""", "thread:slack:T1:C1:17.1")]
    [InlineData("""{"type":"reaction_added","item":{"channel":"C1","ts":"17.1"}}""", "thread:slack:T1:C1:17.1")]
    [InlineData("""{"type":"link_shared","channel":"C1","message_ts":"17.1","links":[{"url":"https://github.com/acme/shop/pull/3"}]}""", "thread:slack:T1:C1:17.1")]
    [InlineData("""{"type":"member_joined_channel","channel":"C1","user":"U1","event_ts":"17.1"}""")]
    public void An_event_belongs_to_its_thread_and_to_what_its_text_names(string happened, params string[] expected) =>
        Assert.Equal(expected, Keys(_webhooks.ToEvent(SlackDelivery.Json($$"""{"team_id":"T1","type":"event_callback","event_id":"Ev1","event":{{happened}} }"""))));

    [Fact]
    public void A_button_belongs_to_the_thread_of_its_message_and_a_command_to_what_it_says()
    {
        Assert.Equal(["issue:ABC-1", "thread:slack:T1:C1:17.1"], Keys(_webhooks.ToEvent(SlackDelivery.OfForm("payload=" + Uri.EscapeDataString(Button)))));
        Assert.Equal(["issue:ABC-2"], Keys(_webhooks.ToEvent(SlackDelivery.OfForm("team_id=T1&channel_id=C1&command=%2Fa&text=ABC-2&trigger_id=1"))));
    }

    private static string[] Keys(Event source)
    {
        Correlator correlator = new(static () => ["slack"], static _ => new SlackPlugin().Correlation, NullLogger<Correlator>.Instance);
        correlator.SetKnownProjects(["ABC"]);
        return [.. correlator.FindKeys(source).Order(StringComparer.Ordinal)];
    }
}
