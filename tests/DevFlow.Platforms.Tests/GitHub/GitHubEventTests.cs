using System.Net;
using System.Text;
using System.Text.Json;
using DevFlow.GitHub;

namespace DevFlow.Platforms.Tests.GitHub;

public sealed class GitHubEventTests
{
    private readonly GitHubWebhooks _webhooks = new();

    [Fact]
    public void Every_example_payload_becomes_an_event()
    {
        foreach ((string name, JsonElement payload) in GitHubPayloads.Read())
        {
            Event received = _webhooks.ToEvent(GitHubDelivery.Signed(payload.GetRawText(), name));

            Assert.Equal(GitHubDelivery.Id, received.Id);
            Assert.StartsWith("com.github." + name, received.Type, StringComparison.Ordinal);
            Assert.StartsWith("github." + name, received.Topic, StringComparison.Ordinal);
            Assert.All(received.Topic, c => Assert.True(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-'));
            Assert.NotEmpty(received.Source);
            Assert.False(received.Subject is "");
            Assert.Equal(TimeSpan.Zero, received.Time.Offset);
            Assert.True(JsonElement.DeepEquals(payload, received.GetData()));
            Assert.Equal("", received.CorrelationId);
            Assert.Equal(0, received.Sequence);
            Assert.Equal(
                payload.TryGetProperty("repository", out JsonElement repository) ? repository.GetProperty("full_name").GetString() : null,
                received.PartitionKey?.Split('#')[0]);
        }
    }

    [Fact]
    public void Events_of_one_issue_or_pull_request_share_a_partition()
    {
        Assert.Equal("o/r#7", Read("issues", """{"issue":{"number":7},"repository":{"full_name":"o/r"}}""").PartitionKey);
        Assert.Equal("o/r#7", Read("issue_comment", """{"issue":{"number":7},"comment":{"id":1},"repository":{"full_name":"o/r"}}""").PartitionKey);
        Assert.Equal("o/r#8", Read("pull_request_review", """{"pull_request":{"number":8},"repository":{"full_name":"o/r"}}""").PartitionKey);
        Assert.Equal("o/r", Read("push", """{"repository":{"full_name":"o/r"}}""").PartitionKey);
        Assert.Null(Read("organization", """{"organization":{"login":"o"}}""").PartitionKey);
    }

    [Fact]
    public void The_time_is_the_payloads_and_else_that_of_receipt()
    {
        Assert.Equal(
            new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Read("issues", """{"issue":{"updated_at":"2026-01-02T05:04:05+02:00"}}""").Time);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_525_109_898), Read("installation", """{"installation":{"updated_at":1525109898}}""").Time);
        Assert.Equal(
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Read("release", """{"action":"published","release":{"published_at":"2026-01-01T00:00:00Z","created_at":"2025-01-01T00:00:00Z"}}""").Time);
        Assert.Equal(TestDelivery.ReceivedAt, Read("release", """{"action":"deleted","release":{"published_at":"2026-01-01T00:00:00Z"}}""").Time);
        Assert.Equal(TestDelivery.ReceivedAt, Read("issues", """{"issue":{"updated_at":"yesterday"}}""").Time);
        Assert.Equal(TestDelivery.ReceivedAt, Read("installation", """{"installation":{"updated_at":99999999999999999999}}""").Time);
        Assert.Equal(TestDelivery.ReceivedAt, Read("push", "{}").Time);
    }

    [Fact]
    public void An_event_nobody_knows_is_read_all_the_same()
    {
        Event received = Read("brand_new_thing", """{"action":"Happened","repository":{"url":"https://api.github.com/repos/o/r","full_name":"o/r"}}""");

        Assert.Equal("github.brand_new_thing.happened", received.Topic);
        Assert.Equal("com.github.brand_new_thing.happened", received.Type);
        Assert.Equal("https://api.github.com/repos/o/r", received.Source);
        Assert.Null(received.Subject);
        Assert.Equal("https://api.github.com/orgs/o", Read("brand_new_thing", """{"organization":{"url":"https://api.github.com/orgs/o"}}""").Source);
        Assert.Equal("https://api.github.com/", Read("brand_new_thing", """{"sender":{"url":"https://api.github.com/users/u"}}""").Source);
    }

    [Fact]
    public void An_action_of_the_senders_choice_stays_one_topic_segment()
    {
        Assert.Equal("github.repository_dispatch.deploy_prod___eu_1_", Read("repository_dispatch", """{"action":"Deploy.Prod **eu\n1é"}""").Topic);
        Assert.Equal("github.repository_dispatch", Read("repository_dispatch", """{"action":null}""").Topic);
        Assert.Equal("github.repository_dispatch", Read("repository_dispatch", """{"action":"\ud800"}""").Topic);
        Assert.True(Read("repository_dispatch", $$"""{"action":"{{new string('a', 10_000)}}"}""").Topic.Length < 200);
    }

    [Fact]
    public void A_form_encoded_delivery_reads_like_the_same_in_json()
    {
        const string Json = """{"action":"opened","issue":{"number":7,"title":"50 % & more + ünïcode 🎉"}}""";
        Event plain = Read("issues", Json);
        Event form = _webhooks.ToEvent(GitHubDelivery.Signed("payload=" + WebUtility.UrlEncode(Json), "issues", "application/x-www-form-urlencoded; charset=utf-8"));

        Assert.True(JsonElement.DeepEquals(plain.GetData(), form.GetData()));
        Assert.Equal(plain.Topic, form.Topic);
        Assert.Equal("7", form.Subject);
    }

    [Theory]
    [InlineData("other=1")]
    [InlineData("payload=%7B%7D&payload=%7B%7D")]
    [InlineData("payload=")]
    [InlineData("payload=%FF%FE")]
    [InlineData("")]
    public void A_form_without_one_readable_payload_is_refused(string form) =>
        AssertRefused(GitHubDelivery.Signed(form, "issues", "application/x-www-form-urlencoded"));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("{} {}")]
    [InlineData("{'a':1}")]
    public void A_body_that_is_not_a_json_object_is_refused(string body) => AssertRefused(GitHubDelivery.Signed(body));

    [Fact]
    public void Depth_is_capped_at_64()
    {
        static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "{}" + new string('}', depth - 1);

        Read("issues", Nested(64));
        AssertRefused(GitHubDelivery.Signed(Nested(65)));
        AssertRefused(GitHubDelivery.Signed(Nested(10_000)));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused_and_a_million_keys_are_not()
    {
        AssertRefused(TestDelivery.With("{\"a\":\"\xFF\"}".Select(c => (byte)c).ToArray(), ("X-GitHub-Event", "issues"), ("X-GitHub-Delivery", GitHubDelivery.Id)));
        Read("issues", "{" + string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $"\"k{i}\":0")) + "}");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Issues")]
    [InlineData("issues.opened")]
    [InlineData("is sues")]
    [InlineData("*")]
    [InlineData("ıssues")]
    public void An_event_name_that_is_none_is_refused(string? name) =>
        AssertRefused(TestDelivery.With("{}"u8.ToArray(), ("X-GitHub-Event", name), ("X-GitHub-Delivery", GitHubDelivery.Id)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("'; drop table events; --")]
    public void A_delivery_without_a_usable_id_is_refused(string? id)
    {
        AssertRefused(TestDelivery.With("{}"u8.ToArray(), ("X-GitHub-Event", "issues"), ("X-GitHub-Delivery", id)));
        AssertRefused(TestDelivery.With("{}"u8.ToArray(), ("X-GitHub-Event", "issues"), ("X-GitHub-Delivery", new string('a', 129))));
        AssertRefused(TestDelivery.With("{}"u8.ToArray(), ("X-GitHub-Event", "issues"), ("X-GitHub-Delivery", "a"), ("X-GitHub-Delivery", "a")));
    }

    [Fact]
    public void The_event_outlives_the_buffer_its_body_came_in()
    {
        byte[] buffer = Encoding.UTF8.GetBytes("""{"issue":{"title":"kept"}}""");
        Event received = _webhooks.ToEvent(TestDelivery.With(buffer, ("X-GitHub-Event", "issues"), ("X-GitHub-Delivery", GitHubDelivery.Id)));
        buffer.AsSpan().Clear();

        Assert.Equal("kept", received.GetData().GetProperty("issue").GetProperty("title").GetString());
    }

    private Event Read(string name, string body) => _webhooks.ToEvent(GitHubDelivery.Signed(body, name));

    private void AssertRefused(WebhookRequest delivery)
    {
        DevFlowException refused = Assert.Throws<DevFlowException>(() => _webhooks.ToEvent(delivery));
        Assert.Equal(ErrorReason.InvalidArgument, refused.Reason);
        Assert.NotNull(refused.RecommendedAction);
    }
}
