using System.Text;
using System.Text.Json;
using DevFlow.Core.Events;
using DevFlow.Core.Events.Middleware;

namespace DevFlow.Core.Tests.Events;

/// <summary>Payloads that are JSON by its grammar, and as odd as that allows.</summary>
public sealed class HostilePayloadTests : IDisposable
{
    private static readonly string Deep = string.Concat(Enumerable.Repeat("{\"a\":[", 20_000)) + "1" + string.Concat(Enumerable.Repeat("]}", 20_000));

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Payloads { get; } =
    [
        Deep,
        """{"title":"half an emoji: \ud83d"}""",
        """{"\ud83d":"a name that is no text"}""",
        "{ \"a\" : [ 1 , 2 ] , // a comment \"\n \"b\" : \"/* no \\\" comment */\\\\\" , /* one */ }\r\n",
        "{\"a\":1,\"a\":2,\"\":3}",
        "1e999999",
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task Is_stored_read_given_up_and_replayed_as_any_other(string payload)
    {
        Event odd = TestEvent.Create("odd") with { Payload = new EventPayload(Encoding.UTF8.GetBytes(payload)) };
        await using DurableBus bus = new(_folder.File("journal.db"));
        RecordingHandler handler = await bus.SubscribeActiveAsync("mirror", (_, _) => throw new InvalidOperationException("no"), EventRetryPolicy.None);
        await bus.Bus.PublishAsync(odd, Token);
        await handler.CountAsync(1);
        await DurableBus.UntilAsync(() => bus.Bus.Subscriptions[0].DeadLettered == 1);
        await bus.Bus.PublishAsync(TestEvent.Number(1), Token);

        DeadLetter letter = (await bus.LettersAsync())[0];
        Assert.Equal("odd", letter.Event.Id);
        Assert.Equal(CompactJson.Of(odd.Payload.Utf8), letter.Event.Payload.Utf8);
        Assert.DoesNotContain('\n', odd.ToJson());
        await bus.Bus.ReplayAsync(letter, Token);
        await handler.CountAsync(3);
    }

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task Passes_the_built_in_middleware(string payload)
    {
        Event odd = TestEvent.Create("odd") with { Payload = new EventPayload(Encoding.UTF8.GetBytes(payload)) };
        await using BusFixture fixture = new();
        fixture.Bus.Use(new EventMiddlewareOptions { Name = "redact", Stage = EventMiddlewareStage.Redact }, new RedactMiddleware(["secret"]));
        fixture.Bus.Use(new EventMiddlewareOptions { Name = "add", Stage = EventMiddlewareStage.Enrich }, new AddMiddleware(JsonElement.Parse("""{"site":1}""")));
        fixture.Bus.Use(new EventMiddlewareOptions { Name = "require", Stage = EventMiddlewareStage.Validate }, new RequireMiddleware([]));

        Event passed = await fixture.PublishAsync(odd);

        // Where the names cannot be compared nothing is added; the event goes on.
        Assert.Equal(payload.StartsWith('{') && !payload.Contains("no text", StringComparison.Ordinal), Encoding.UTF8.GetString(passed.Payload.Utf8).Contains("\"site\":1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"a":{"Secret":{"deep":[1,{"secret":2}]},"b":"secret"},"c":[{"x":1,"secret":null,},],}""", """{"a":{"Secret":"***","b":"secret"},"c":[{"x":1,"secret":"***"}]}""")]
    [InlineData("""{"\u0073ecret":1}""", """{"\u0073ecret":"***"}""")]
    [InlineData("""{"\ud83d":1}""", """{"\ud83d":"***"}""")]
    [InlineData("\"secret\"", "\"secret\"")]
    public async Task Redaction_finds_names_however_they_are_written(string payload, string expected)
    {
        RedactMiddleware redact = new(["secret"]);

        Event passed = (await redact.InvokeAsync(TestEvent.Create("1") with { Payload = new EventPayload(Encoding.UTF8.GetBytes(payload)) }, Token))!;

        Assert.Equal(expected, Encoding.UTF8.GetString(CompactJson.Of(passed.Payload.Utf8)));
    }
}
