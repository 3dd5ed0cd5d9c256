using DevFlow.Core.Events;

namespace DevFlow.Core.Tests.Events;

public sealed class MiddlewareTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stages_run_in_their_order_whatever_the_order_of_registration()
    {
        await using BusFixture fixture = new();
        foreach (EventMiddlewareStage stage in Enum.GetValues<EventMiddlewareStage>().Reverse())
        {
            Use(fixture, $"{stage}-1", stage, e => e with { Subject = e.Subject + stage + "1 " });
            Use(fixture, $"{stage}-2", stage, e => e with { Subject = e.Subject + stage + "2 " });
        }

        Event published = await fixture.PublishAsync(TestEvent.Number(1));

        Assert.Equal("Validate1 Validate2 Enrich1 Enrich2 Redact1 Redact2 Correlate1 Correlate2 Custom1 Custom2 ", published.Subject);
        Assert.Equal("Validate-1", fixture.Bus.Middleware[0].Name);
        Assert.All(fixture.Bus.Middleware, middleware => Assert.Equal(1, middleware.Passed));
    }

    [Theory]
    [InlineData(EventMiddlewareStage.Validate)]
    [InlineData(EventMiddlewareStage.Enrich)]
    [InlineData(EventMiddlewareStage.Redact)]
    [InlineData(EventMiddlewareStage.Correlate)]
    [InlineData(EventMiddlewareStage.Custom)]
    public async Task Each_stage_can_stop_an_event(EventMiddlewareStage stage)
    {
        await using BusFixture fixture = new();
        RecordingHandler handler = fixture.Subscribe("all", "**");
        EventMiddleware stopping = Use(fixture, "stops", stage, e => e.Id == "n1" ? null : e);

        PublishResult stopped = await fixture.Bus.PublishAsync(TestEvent.Number(1), Token);
        await fixture.PublishAsync(TestEvent.Number(2));
        await handler.CountAsync(1);

        Assert.Equal((PublishOutcome.Stopped, "stops"), (stopped.Outcome, stopped.StoppedBy));
        Assert.Equal("n2", Assert.Single(handler.Events).Id);
        Assert.Equal((1, 1), (stopping.Stopped, stopping.Passed));
    }

    [Theory]
    [InlineData(EventMiddlewareStage.Validate, false)]
    [InlineData(EventMiddlewareStage.Enrich, true)]
    [InlineData(EventMiddlewareStage.Redact, false)]
    [InlineData(EventMiddlewareStage.Correlate, true)]
    [InlineData(EventMiddlewareStage.Custom, true)]
    public async Task What_throws_refuses_the_event_or_is_left_out_by_its_stage(EventMiddlewareStage stage, bool goesOn)
    {
        await using BusFixture fixture = new(redact: text => text.Replace("s3cret", "***", StringComparison.Ordinal));
        EventMiddleware throwing = Use(fixture, "throws", stage, _ => throw new InvalidOperationException("s3cret"));

        if (goesOn)
        {
            await fixture.PublishAsync(TestEvent.Number(1));
        }
        else
        {
            DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => fixture.PublishAsync(TestEvent.Number(1)));
            Assert.Contains("'throws' refused", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal((1, "***"), (throwing.Failed, throwing.LastError));
    }

    [Fact]
    public async Task Only_events_of_its_topics_reach_a_middleware_and_none_after_its_removal()
    {
        await using BusFixture fixture = new();
        EventMiddleware marking = Use(fixture, "marks", EventMiddlewareStage.Enrich, e => e with { Subject = "marked" }, "other.**");

        Assert.Null((await fixture.PublishAsync(TestEvent.Number(1))).Subject);
        Assert.Equal("marked", (await fixture.PublishAsync(TestEvent.Number(2, "other.thing"))).Subject);
        Assert.True(await fixture.Bus.RemoveMiddlewareAsync("MARKS"));
        Assert.False(await fixture.Bus.RemoveMiddlewareAsync("marks"));
        Assert.Null((await fixture.PublishAsync(TestEvent.Number(3, "other.thing"))).Subject);
        Assert.Equal(1, marking.Passed);
        Assert.Empty(fixture.Bus.Middleware);
    }

    [Theory]
    [InlineData(EventMiddlewareStage.Validate)]
    [InlineData(EventMiddlewareStage.Custom)]
    public async Task One_that_takes_too_long_counts_as_one_that_throws_even_if_it_does_not_listen(EventMiddlewareStage stage)
    {
        await using BusFixture fixture = new();
        EventMiddlewareOptions options = new() { Name = "hangs", Stage = stage, Timeout = TimeSpan.FromSeconds(30) };
        EventMiddleware hanging = fixture.Bus.Use(options, new Deaf());
        Task<Event> publishing = fixture.PublishAsync(TestEvent.Number(1));
        Assert.False(publishing.IsCompleted);

        fixture.Time.Advance(TimeSpan.FromSeconds(30));

        if (stage is EventMiddlewareStage.Custom)
        {
            Assert.Equal(1, (await publishing).Sequence);
        }
        else
        {
            Assert.Equal(ErrorReason.TimedOut, (await Assert.ThrowsAsync<DevFlowException>(() => publishing)).Reason);
        }

        Assert.Equal(1, hanging.Failed);
        Assert.Contains("30 s", hanging.LastError, StringComparison.Ordinal);
        Assert.Throws<DevFlowException>(() => fixture.Bus.Use(options with { Name = "never", Timeout = TimeSpan.Zero }, new Deaf()));
    }

    [Fact]
    public async Task An_event_that_a_middleware_spoils_is_refused()
    {
        await using BusFixture fixture = new();
        Use(fixture, "spoils", EventMiddlewareStage.Custom, e => e with { Topic = "a..b" });

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => fixture.PublishAsync(TestEvent.Number(1)));

        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
    }

    private static EventMiddleware Use(BusFixture fixture, string name, EventMiddlewareStage stage, Func<Event, Event?> action, string topic = "**") =>
        fixture.Bus.Use(new EventMiddlewareOptions { Name = name, Stage = stage, Topic = topic }, new Middleware(action));

    private sealed class Deaf : IEventMiddleware
    {
        public ValueTask<Event?> InvokeAsync(Event passing, CancellationToken cancellationToken) => new(new TaskCompletionSource<Event?>().Task);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Middleware(Func<Event, Event?> action) : IEventMiddleware
    {
        public ValueTask<Event?> InvokeAsync(Event passing, CancellationToken cancellationToken) => new(action(passing));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
