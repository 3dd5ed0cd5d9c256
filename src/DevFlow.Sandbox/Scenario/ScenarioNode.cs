using System.Globalization;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Scenario;

/// <summary>A value in a scenario, which knows its place, so that what is wrong can be named: <c>$.repositories[0].name</c>.</summary>
internal sealed class ScenarioNode(JsonElement value, string path)
{
    public ScenarioNode(JsonElement root)
        : this(root, "$")
    {
    }

    public bool IsNull => value.ValueKind == JsonValueKind.Null;

    /// <summary>The same value as the input of a request would be read, which tells of no place.</summary>
    public Fields Fields => Fields.Of(value);

    /// <summary>The value itself, which must be a text.</summary>
    public string Text() => JsonBody.TryGetText(value, out string text) ? text : throw Refuse("it is not a text");

    /// <summary>The value itself, which must be one of a few words.</summary>
    public string Word(params ReadOnlySpan<string> words)
    {
        string text = Text();
        return words.Contains(text) ? text : throw Refuse($"\"{text}\" is none of {string.Join(", ", words)}");
    }

    /// <summary>A member that must be there and must be a text.</summary>
    public string Text(string name) => OptionalText(name) is { Length: > 0 } text ? text : throw Refuse(name, "it is missing or empty");

    public string? OptionalText(string name) => Inner(name)?.Text();

    public bool Flag(string name, bool otherwise = false) => Inner(name) switch
    {
        null => otherwise,
        { Kind: JsonValueKind.True } => true,
        { Kind: JsonValueKind.False } => false,
        { } other => throw other.Refuse("it is neither true nor false"),
    };

    public long? Number(string name) => Inner(name) is not { } inner ? null
        : inner.TryGetNumber(out long number) ? number : throw inner.Refuse("it is no whole number");

    public DateTimeOffset? Moment(string name) => Inner(name) is not { } inner ? null
        : DateTimeOffset.TryParse(inner.Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset moment)
            ? moment
            : throw inner.Refuse("it is no date such as 2026-01-31T09:00:00Z");

    /// <summary>A member; null where it is absent or null.</summary>
    public ScenarioNode? Inner(string name)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Refuse("it is not an object");
        }

        return value.TryGetProperty(name, out JsonElement member) && member.ValueKind != JsonValueKind.Null ? new(member, $"{path}.{name}") : null;
    }

    /// <summary>The items of a member that is an array; none where it is absent.</summary>
    public IEnumerable<ScenarioNode> List(string name)
    {
        if (Inner(name) is not { } list)
        {
            return [];
        }

        return list.Kind == JsonValueKind.Array
            ? list.Items()
            : throw list.Refuse("it is not an array");
    }

    /// <summary>A member that is one of a few words; null where it is absent.</summary>
    public string? OptionalWord(string name, params ReadOnlySpan<string> words) => Inner(name)?.Word(words);

    public IReadOnlyList<string> Texts(string name) => [.. List(name).Select(item => item.Text())];

    /// <summary>The members of a member that is an object; none where it is absent.</summary>
    public IEnumerable<(string Name, ScenarioNode Value)> Map(string name)
    {
        if (Inner(name) is not { } map)
        {
            return [];
        }

        return map.Kind == JsonValueKind.Object
            ? map.Members()
            : throw map.Refuse("it is not an object");
    }

    /// <summary>Says what is wrong with a member.</summary>
    public DevFlowException Refuse(string name, string why) => new ScenarioNode(default, $"{path}.{name}").Refuse(why);

    /// <summary>Says what is wrong with the value.</summary>
    public DevFlowException Refuse(string why) => new(
        ErrorReason.InvalidArgument, $"The scenario cannot be used at {path}: {why}.", "Correct the scenario as about_DevFlow_Sandbox shows.") { Target = path };

    private JsonValueKind Kind => value.ValueKind;

    private bool TryGetNumber(out long number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out number);
    }

    private IEnumerable<ScenarioNode> Items() => value.EnumerateArray().Select((item, index) => new ScenarioNode(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]")));

    private IEnumerable<(string Name, ScenarioNode Value)> Members() => value.EnumerateObject().Select(member => (member.Name, new ScenarioNode(member.Value, $"{path}.{member.Name}")));
}
