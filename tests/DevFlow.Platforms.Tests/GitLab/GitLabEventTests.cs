using DevFlow.GitLab;

namespace DevFlow.Platforms.Tests.GitLab;

public sealed class GitLabEventTests
{
    private readonly GitLabWebhooks _webhooks = new();

    [Theory]
    [InlineData("Push Event", "gitlab.push", "com.gitlab.push", "acme/shop")]
    [InlineData("Tag Event", "gitlab.tag_push", "com.gitlab.tag_push", "acme/shop")]
    [InlineData("Issue Event", "gitlab.issue.open", "com.gitlab.issue.opened", "acme/shop#23")]
    [InlineData("Comment on Commit Event", "gitlab.note.commit", "com.gitlab.note.commit", "acme/shop")]
    [InlineData("Comment on Merge Request Event", "gitlab.note.merge_request", "com.gitlab.note.merge_request", "acme/shop!1")]
    [InlineData("Comment on Issue Event", "gitlab.note.issue", "com.gitlab.note.issue", "acme/shop#17")]
    [InlineData("Comment on Code Snippet Event", "gitlab.note.snippet", "com.gitlab.note.snippet", "acme/shop")]
    [InlineData("Merge Request Event", "gitlab.merge_request.open", "com.gitlab.merge_request.open", "acme/shop!1")]
    [InlineData("Wiki Page Event", "gitlab.wiki_page.create", "com.gitlab.wiki_page.create", "acme/shop")]
    [InlineData("Pipeline Event", "gitlab.pipeline.success", "com.gitlab.pipeline.success", "acme/shop!1")]
    [InlineData("Job Event", "gitlab.job.created", "com.gitlab.job.created", "acme/shop")]
    public void Every_event_has_its_topic_and_its_partition(string name, string topic, string type, string partition)
    {
        (string header, string body) = GitLabPayloads.All[name];
        Event received = _webhooks.ToEvent(GitLabPayloads.Deliver(header, body));

        Assert.Equal((topic, type, partition), (received.Topic, received.Type, received.PartitionKey));
    }

    [Fact]
    public void The_id_is_the_same_for_a_delivery_that_is_sent_again()
    {
        Event first = Deliver(("Idempotency-Key", "abc-1"), ("webhook-id", "abc-1"), ("X-Gitlab-Webhook-UUID", "one"));
        Event again = Deliver(("Idempotency-Key", "abc-1"), ("webhook-id", "abc-1"), ("X-Gitlab-Webhook-UUID", "two"));
        Assert.Equal("abc-1", first.Id);
        Assert.Equal("abc-1", again.Id);
        Assert.Equal("abc-2", Deliver(("webhook-id", "abc-2")).Id);

        // Before 17.4.
        string old = Deliver(("X-Gitlab-Webhook-UUID", "one")).Id;
        Assert.Equal(old, Deliver(("X-Gitlab-Webhook-UUID", "two")).Id);
        Assert.StartsWith("push-", old, StringComparison.Ordinal);

        Event Deliver(params (string, string?)[] headers) => _webhooks.ToEvent(TestDelivery.With("{}"u8.ToArray(), [("X-Gitlab-Event", "Push Hook"), .. headers]));
    }

    [Fact]
    public void A_system_hook_is_named_by_its_body()
    {
        Assert.Equal("gitlab.project_create", Read("System Hook", """{"event_name":"project_create","path_with_namespace":"a/b"}""").Topic);
        Assert.Equal("gitlab.member.user_add_to_group", Read("Member Hook", """{"event_name":"user_add_to_group","group_path":"a"}""").Topic);
        Assert.Equal("gitlab.merge_request.merge", Read("System Hook", """{"object_kind":"merge_request","object_attributes":{"action":"merge","iid":1}}""").Topic);
        AssertRefused(GitLabPayloads.Deliver("System Hook", "{}"));
    }

    [Fact]
    public void An_event_nobody_knows_and_a_custom_template_are_read_all_the_same()
    {
        Event unknown = Read("Vulnerability Hook", """{"object_kind":"vulnerability","object_attributes":{"id":5,"url":"https://gitlab.example.com/acme/shop/-/security/5"}}""");
        Assert.Equal(("gitlab.vulnerability", "5"), (unknown.Topic, unknown.Subject));

        Event custom = Read("Issue Hook", """{"text":"made by a template"}""");
        Assert.Equal(("gitlab.issue", "com.gitlab.issue", "https://gitlab.example.com"), (custom.Topic, custom.Type, custom.Source));
        Assert.Equal(TestDelivery.ReceivedAt, custom.Time);
        Assert.Null(custom.PartitionKey);

        Event nowhere = _webhooks.ToEvent(TestDelivery.With("{}"u8.ToArray(), ("X-Gitlab-Event", "Push Hook"), ("X-Gitlab-Instance", "javascript:alert(1)")));
        Assert.Equal("https://gitlab.com", nowhere.Source);
    }

    [Theory]
    [InlineData(null, "{}", "id")]
    [InlineData("", "{}", "id")]
    [InlineData("Push\u001bHook", "{}", "id")]
    [InlineData("Push.Hook", "{}", "id")]
    [InlineData("Push Hook", "", "id")]
    [InlineData("Push Hook", "[]", "id")]
    [InlineData("Push Hook", "{", "id")]
    [InlineData("Push Hook", "{}", "")]
    [InlineData("Push Hook", "{}", "a b")]
    [InlineData("Push Hook", "{}", "'; drop table event; --")]
    public void What_is_no_delivery_of_GitLab_is_refused(string? header, string body, string id) =>
        AssertRefused(TestDelivery.With(System.Text.Encoding.UTF8.GetBytes(body), ("X-Gitlab-Event", header), ("Idempotency-Key", id)));

    private Event Read(string header, string body) => _webhooks.ToEvent(GitLabPayloads.Deliver(header, body));

    private void AssertRefused(WebhookRequest delivery)
    {
        DevFlowException refused = Assert.Throws<DevFlowException>(() => _webhooks.ToEvent(delivery));
        Assert.Equal(ErrorReason.InvalidArgument, refused.Reason);
        Assert.NotNull(refused.RecommendedAction);
    }
}
