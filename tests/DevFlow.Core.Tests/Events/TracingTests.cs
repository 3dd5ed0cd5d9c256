using System.Diagnostics;
using DevFlow.Core.Events;

namespace DevFlow.Core.Tests.Events;

/// <summary>W3C trace context from publisher to handler and on.</summary>
public sealed class TracingTests
{
    private const string Outside = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handler_works_in_a_span_below_the_publishers_and_what_it_publishes_is_below_its_own()
    {
        using ActivityListener listener = Listen();
        using ActivitySource source = new("DevFlow.Core.Tests");
        await using BusFixture fixture = new();
        Activity? handling = null;
        RecordingHandler last = fixture.Subscribe("second", "test.second");
        fixture.Subscribe("first", "test.first", async (_, token) =>
        {
            handling = Activity.Current;
            await fixture.Bus.PublishAsync(TestEvent.Create("2", "test.second"), token);
        });

        string publisher;
        using (Activity span = source.StartActivity("publishes")!)
        {
            publisher = span.Id!;
            Assert.Equal(publisher, (await fixture.PublishAsync(TestEvent.Create("1", "test.first"))).TraceParent);
        }

        await last.CountAsync(1);
        Assert.Equal(("handle test.first", publisher, ActivityKind.Consumer), (handling!.OperationName, handling.ParentId, handling.Kind));
        Assert.Equal(("first", "1"), (handling.GetTagItem("devflow.handler"), handling.GetTagItem("cloudevents.event_id")));
        Assert.Equal(handling.Id, last.Events[0].TraceParent);
    }

    [Theory]
    [InlineData(Outside, true)]
    [InlineData("no trace context", false)]
    [InlineData(null, false)]
    public async Task A_context_from_outside_goes_on_and_what_is_none_begins_a_trace(string? given, bool goesOn)
    {
        using ActivityListener listener = Listen();
        await using BusFixture fixture = new();
        Activity? handling = null;
        RecordingHandler handler = fixture.Subscribe("all", "test.**", (_, _) =>
        {
            handling = Activity.Current;
            return Task.CompletedTask;
        });
        Activity.Current = null;

        Event stored = await fixture.PublishAsync(TestEvent.Create("1") with { TraceParent = given, TraceState = "vendor=1" });
        await handler.CountAsync(1);

        Assert.Equal(given, stored.TraceParent);
        Assert.Equal(goesOn ? Outside : null, handling!.ParentId);
        Assert.Equal(goesOn ? "vendor=1" : null, handling.TraceStateString);
    }

    [Fact]
    public async Task Where_nobody_listens_an_event_carries_the_context_of_its_cause()
    {
        await using BusFixture fixture = new();
        RecordingHandler last = fixture.Subscribe("second", "test.second");
        fixture.Subscribe("first", "test.first", async (_, token) =>
        {
            Activity.Current = null;
            await fixture.Bus.PublishAsync(TestEvent.Create("2", "test.second"), token);
        });

        await fixture.PublishAsync(TestEvent.Create("1", "test.first") with { TraceParent = Outside, TraceState = "vendor=1" });
        await last.CountAsync(1);

        Assert.Equal((Outside, "vendor=1"), (last.Events[0].TraceParent, last.Events[0].TraceState));
    }

    private static ActivityListener Listen()
    {
        ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name is "DevFlow.Events" or "DevFlow.Core.Tests",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
