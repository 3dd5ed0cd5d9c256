using System.Text.Json;
using DevFlow.Core.Events;

namespace DevFlow.Core.Tests.Events;

public sealed class EventBusTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_published_event_is_stored_and_reaches_every_handler_whose_pattern_fits()
    {
        await using BusFixture fixture = new();
        RecordingHandler all = fixture.Subscribe("all", "**");
        RecordingHandler issues = fixture.Subscribe("issues", "github.issues.*");
        RecordingHandler jira = fixture.Subscribe("jira", "jira.**");
        Event stored = await fixture.PublishAsync(TestEvent.Create("1", "github.issues.opened"));
        Event other = await fixture.PublishAsync(TestEvent.Create("2", "jira.issue.updated"));
        await Task.WhenAll(all.CountAsync(2), issues.CountAsync(1), jira.CountAsync(1));
        Assert.Equal([stored, other], all.Events);
        Assert.Same(stored, Assert.Single(issues.Events));
        Assert.Equal(1, stored.Sequence);
    }

    [Fact]
    public async Task A_duplicate_is_not_handled_again()
    {
        await using BusFixture fixture = new();
        RecordingHandler handler = fixture.Subscribe("all", "**");
        PublishResult[] results = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(
            _ => Task.Run(() => fixture.Bus.PublishAsync(TestEvent.Create("same"), Token).AsTask(), Token)));
        await fixture.PublishAsync(TestEvent.Create("last"));
        await handler.CountAsync(2);
        Assert.Single(results, r => r.Outcome == PublishOutcome.Stored);
        Assert.Equal(["same", "last"], handler.Events.Select(e => e.Id), StringComparer.Ordinal);
        Assert.Single(results.Select(r => r.Event.CorrelationId).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_story_is_named_after_its_first_event_where_that_ones_id_is_in_order_of_time()
    {
        await using BusFixture fixture = new();
        string ordered = Guid.CreateVersion7().ToString();
        Assert.Equal(ordered, (await fixture.PublishAsync(TestEvent.Create(ordered))).CorrelationId);
        Assert.Equal(7, Guid.Parse((await fixture.PublishAsync(TestEvent.Create(Guid.NewGuid().ToString()))).CorrelationId).Version);
    }

    [Fact]
    public async Task An_event_outside_any_handler_starts_a_story_of_its_own()
    {
        await using BusFixture fixture = new();
        Event first = await fixture.PublishAsync(TestEvent.Number(1));
        Event second = await fixture.PublishAsync(TestEvent.Number(2));
        Assert.True(Guid.TryParse(first.CorrelationId, out _));
        Assert.NotEqual(first.CorrelationId, second.CorrelationId, StringComparer.Ordinal);
        Assert.Null(first.CausationId);
    }

    [Fact]
    public async Task What_a_handler_publishes_belongs_to_the_story_of_the_event_it_handles()
    {
        await using BusFixture fixture = new();
        RecordingHandler effects = fixture.Subscribe("effects", "effect.**");
        fixture.Subscribe("cause", "cause.**", async (e, token) =>
        {
            await Task.Yield();
            await fixture.Bus.PublishAsync(TestEvent.Create("effect of " + e.Id, "effect.one"), token);
        });
        Event cause = await fixture.PublishAsync(TestEvent.Create("1", "cause.one") with { CorrelationId = "story" });
        await effects.CountAsync(1);
        Assert.Equal("story", effects.Events[0].CorrelationId);
        Assert.Equal(cause.Id, effects.Events[0].CausationId);
    }

    [Fact]
    public async Task Explicit_correlation_and_causation_win_over_the_scope()
    {
        await using BusFixture fixture = new();
        Event scope = await fixture.PublishAsync(TestEvent.Create("scope"));
        using (EventScope.Enter(Delivery(scope)))
        {
            Event given = await fixture.PublishAsync(TestEvent.Create("1") with { CorrelationId = "mine", CausationId = "why" });
            Event taken = await fixture.PublishAsync(TestEvent.Create("2"));
            Assert.Equal(("mine", "why"), (given.CorrelationId, given.CausationId));
            Assert.Equal((scope.CorrelationId, scope.Id), (taken.CorrelationId, taken.CausationId));
        }

        Assert.Null((await fixture.PublishAsync(TestEvent.Create("3"))).CausationId);
    }

    [Fact]
    public void Scopes_nest_and_end()
    {
        Event outer = TestEvent.Create("outer");
        Event inner = TestEvent.Create("inner");
        using (EventScope.Enter(Delivery(outer)))
        {
            using (EventScope.Enter(Delivery(inner)))
            {
                Assert.Same(inner, EventScope.Current);
            }

            Assert.Same(outer, EventScope.Current);
        }

        Assert.Null(EventScope.Current);
    }

    [Fact]
    public async Task A_handler_registered_by_a_handler_does_not_inherit_its_scope()
    {
        await using BusFixture fixture = new();
        TaskCompletionSource<Event?> scope = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (EventScope.Enter(Delivery(TestEvent.Create("outer"))))
        {
            fixture.Subscribe("inner", "**", (_, _) =>
            {
                scope.TrySetResult(EventScope.Current);
                return Task.CompletedTask;
            });
        }

        Event published = await fixture.PublishAsync(TestEvent.Create("1"));
        Assert.Same(published, await scope.Task.WaitAsync(Token));
        Assert.Null(published.CausationId);
    }

    [Fact]
    public async Task An_event_survives_the_document_its_data_came_from()
    {
        await using BusFixture fixture = new();
        Event published;
        using (JsonDocument document = JsonDocument.Parse("""{"a":[1,2]}"""))
        {
            published = await fixture.PublishAsync(TestEvent.Create("1") with { Data = document.RootElement });
        }

        Assert.Equal(2, published.GetData().GetProperty("a").GetArrayLength());
    }

    [Fact]
    public async Task Events_that_break_a_rule_are_refused()
    {
        await using BusFixture fixture = new();
        Event good = TestEvent.Create("1");
        Event[] bad =
        [
            good with { Topic = "a..b" }, good with { Topic = "a.*" }, good with { Id = "" }, good with { Source = "" }, good with { Type = "" },
            good with { Data = default(JsonElement) }, good with { Id = "a\nb" }, good with { Subject = new string('s', 2_049) },
            good with { Id = "half \ud83d" }, good with { Subject = "\ude00 the other" }, good with { Topic = "a.\ud83d" }, good with { CorrelationId = "\ude00\ud83d" }, good with { PartitionKey = "\ud83dx" },
        ];
        foreach (Event draft in bad)
        {
            DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(async () => await fixture.Bus.PublishAsync(draft, Token));
            Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
            Assert.NotNull(error.RecommendedAction);
        }

        await fixture.Bus.PublishAsync(good with { Id = "whole \ud83d\ude00 \ufffd", Subject = "\u00e9 \uff21" }, Token);
    }

    [Fact]
    public async Task Data_of_25_MiB_is_taken_and_one_byte_more_is_not()
    {
        await using BusFixture fixture = new();
        await fixture.PublishAsync(TestEvent.Create("1", data: "\"" + new string('x', 26_214_398) + "\""));
        Event tooLarge = TestEvent.Create("2", data: "\"" + new string('x', 26_214_399) + "\"");
        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(async () => await fixture.Bus.PublishAsync(tooLarge, Token));
        Assert.Contains("25 MiB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_can_be_taken_once_whatever_its_case()
    {
        await using BusFixture fixture = new();
        fixture.Subscribe("Notify", "**");
        DevFlowException error = Assert.Throws<DevFlowException>(() => { fixture.Subscribe("notify", "**"); });
        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
        Assert.True(await fixture.Bus.UnsubscribeAsync("NOTIFY"));
        Assert.False(await fixture.Bus.UnsubscribeAsync("Notify"));
        fixture.Subscribe("notify", "**");
        Assert.Equal("notify", Assert.Single(fixture.Bus.Subscriptions).Name);
    }

    [Fact]
    public async Task A_handler_that_ends_by_itself_takes_no_other_of_its_name_along()
    {
        await using BusFixture fixture = new();
        EventSubscription first = fixture.Bus.Subscribe(new EventSubscriptionOptions { Name = "notify" }, new RecordingHandler());
        Assert.True(await fixture.Bus.UnsubscribeAsync("notify"));
        EventSubscription second = fixture.Bus.Subscribe(new EventSubscriptionOptions { Name = "Notify" }, new RecordingHandler());

        Assert.False(await fixture.Bus.UnsubscribeAsync(first));

        Assert.Same(second, Assert.Single(fixture.Bus.Subscriptions));
        Assert.True(await fixture.Bus.UnsubscribeAsync(second));
    }

    [Fact]
    public async Task Publishing_on_a_closed_journal_is_answered_with_an_error()
    {
        await using BusFixture fixture = new();
        await fixture.Journal.DisposeAsync();
        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(
            async () => await fixture.Bus.PublishAsync(TestEvent.Number(1), Token));
        Assert.Equal(ErrorReason.JournalUnusable, error.Reason);
    }

    [Fact]
    public async Task Events_that_share_a_key_are_one_story_under_all_its_names()
    {
        await using BusFixture fixture = new() { Keys = static e => e.Subject?.Split(' ') ?? [] };
        Event issue = await fixture.PublishAsync(TestEvent.Create("issue") with { Subject = "ABC-1" });
        Event push = await fixture.PublishAsync(TestEvent.Create("push") with { Subject = "sha" });
        Event other = await fixture.PublishAsync(TestEvent.Create("other") with { Subject = "XYZ-9" });
        Event request = await fixture.PublishAsync(TestEvent.Create("request") with { Subject = "ABC-1 sha" });
        IReadOnlyList<PublishResult> later = await fixture.Bus.PublishAsync([TestEvent.Create("build") with { Subject = "sha" }, TestEvent.Create("none")], Token);

        Assert.NotEqual(issue.CorrelationId, push.CorrelationId, StringComparer.Ordinal);
        Assert.Equal(issue.CorrelationId, request.CorrelationId);
        Assert.Equal(issue.CorrelationId, later[0].Event.CorrelationId);
        foreach (string name in new[] { issue.CorrelationId, push.CorrelationId })
        {
            List<string> story = [];
            await foreach (Event e in fixture.Journal.ReadAsync(new() { CorrelationId = name }, Token))
            {
                story.Add(e.Id);
            }

            Assert.Equal(["issue", "push", "request", "build"], story);
        }

        Assert.NotEqual(issue.CorrelationId, other.CorrelationId, StringComparer.Ordinal);
    }

    private static EventDelivery Delivery(Event e) => new(subscription: null!, e, attempt: 1, lane: 0);
}
