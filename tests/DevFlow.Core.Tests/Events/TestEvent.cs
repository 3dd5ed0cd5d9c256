using System.Text.Json;

namespace DevFlow.Core.Tests.Events;

internal static class TestEvent
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);

    public static Event Create(string id, string topic = "test.thing.happened", string data = """{"n":1}""") => new()
    {
        Id = id,
        Source = "devflow:test",
        Type = topic,
        Topic = topic,
        Time = Noon,
        Data = JsonElement.Parse(data),
    };

    public static Event Number(int n, string topic = "test.thing.happened") => Create("n" + n, topic);
}
