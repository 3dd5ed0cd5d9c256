using System.Text.Json;

namespace DevFlow.Core.Tests.Events;

public sealed class EventJsonTests
{
    [Fact]
    public void An_event_survives_the_way_through_CloudEvents_JSON_with_every_attribute()
    {
        Event full = TestEvent.Create("1", "github.issues.opened", """{"text":"ä 😀","n":1.50}""") with
        {
            Type = "com.github.issues.opened",
            Subject = "7",
            Time = TestEvent.Noon.AddTicks(3),
            DataContentType = "application/vnd.github+json",
            CorrelationId = "story",
            CausationId = "cause",
            PartitionKey = "octocat/hello#7",
            Sequence = 42,
            Priority = EventPriority.Critical,
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            TraceState = "a=b",
            Connection = "work",
        };

        Event back = Event.FromJson(full.ToJson());

        Assert.True(JsonElement.DeepEquals(full.GetData(), back.GetData()));
        Assert.Equal(full with { Data = null }, back with { Data = null });
    }

    [Fact]
    public void The_JSON_has_the_names_of_the_specification()
    {
        string json = (TestEvent.Create("1") with { CorrelationId = "c", CausationId = "d", PartitionKey = "p", Sequence = 7 }).ToJson();

        Assert.Equal(
            """{"specversion":"1.0","id":"1","source":"devflow:test","type":"test.thing.happened","time":"2026-11-02T12:00:00Z","datacontenttype":"application/json","topic":"test.thing.happened","correlationid":"c","causationid":"d","partitionkey":"p","sequence":"7","priority":"normal","data":{"n":1}}""",
            json);
    }

    [Fact]
    public void A_foreign_event_without_topic_priority_and_data_is_read()
    {
        Event read = Event.FromJson("""{"specversion":"1.0","id":"1","source":"/x","type":"com.example.done","time":"2026-11-02T14:00:00+02:00","comexampleother":5}""");

        Assert.Equal(("com.example.done", EventPriority.Normal, TestEvent.Noon), (read.Topic, read.Priority, read.Time));
        Assert.Equal(JsonValueKind.Null, read.GetData().ValueKind);
        Assert.Null(read.Data);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("""{"specversion":"0.3","id":"1","source":"/x","type":"t","time":"2026-11-02T12:00:00Z"}""")]
    [InlineData("""{"specversion":"1.0","source":"/x","type":"t","time":"2026-11-02T12:00:00Z"}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/x","type":"t","time":"noon"}""")]
    [InlineData("""{"specversion":"1.0","id":{},"source":"/x","type":"t","time":"2026-11-02T12:00:00Z"}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/x","type":"t","time":"2026-11-02T12:00:00Z","priority":"7"}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/x","type":"t","time":"2026-11-02T12:00:00Z","data_base64":"AA=="}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/x","type":"t","time":"2026-11-02T12:00:00Z","datacontenttype":"text/plain","data":"x"}""")]
    public void What_is_no_CloudEvents_JSON_event_is_refused_with_advice(string text)
    {
        DevFlowException error = Assert.Throws<DevFlowException>(() => Event.FromJson(text));
        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
        Assert.NotNull(error.RecommendedAction);
    }

    [Fact]
    public void Copies_of_an_event_share_the_payload_so_that_it_is_parsed_once()
    {
        Event first = TestEvent.Create("1") with { Payload = new EventPayload("""{"n":1}"""u8.ToArray()) };
        Event copy = first with { Sequence = 9 };

        Assert.Same(first.Payload, copy.Payload);
        Assert.Same(first.Data, copy.Data);
    }

    [Fact]
    public void Data_that_is_no_JSON_element_is_refused() =>
        Assert.Throws<ArgumentException>(() => TestEvent.Create("1") with { Data = "text" });
}
