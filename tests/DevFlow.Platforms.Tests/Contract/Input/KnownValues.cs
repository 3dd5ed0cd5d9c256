using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>Known values by name. Of several entries that fit, the one added last counts.</summary>
public sealed class KnownValues : IKnownValues
{
    private readonly List<Entry> _entries = [];
    private readonly List<(string Operation, string Name, JsonNode Value)> _unknown = [];

    /// <summary>Adds a value that exists.</summary>
    /// <param name="name">The parameter's name, or the field's place as <c>$.title</c>.</param>
    /// <param name="value">The value; null leaves an optional one out.</param>
    /// <param name="operation">The operations it holds for; <c>*</c> stands for any characters.</param>
    /// <param name="isNeeded">Whether the platform refuses a request without it, though its description calls it optional.</param>
    public void Add(string name, JsonNode? value, string operation = "*", bool isNeeded = false) =>
        _entries.Insert(0, new(operation, name, _ => Task.FromResult(value?.DeepClone()), isNeeded));

    /// <summary>Adds what creates a value anew for each request, so that one may be deleted or closed.</summary>
    public void Add(string name, Func<CancellationToken, Task<JsonNode?>> create, string operation = "*", bool isNeeded = false) =>
        _entries.Insert(0, new(operation, name, create, isNeeded));

    /// <summary>Adds a value that names nothing; of a field it makes one more request that must be refused.</summary>
    public void AddUnknown(string name, JsonNode value, string operation = "*") => _unknown.Insert(0, (operation, name, value));

    public ValueTask<KnownValue> FindAsync(ApiOperation operation, string name, CancellationToken cancellationToken) =>
        FindAsync(operation.Name, name, cancellationToken);

    /// <summary>Finds a value for an operation that no description has, by the operation's name.</summary>
    public async ValueTask<KnownValue> FindAsync(string operation, string name, CancellationToken cancellationToken)
    {
        Entry? entry = _entries.Find(entry => entry.Name == name && Fits(entry.Operation, operation));
        return entry is null ? KnownValue.None : new(true, await entry.Create(cancellationToken), entry.IsNeeded);
    }

    public JsonNode? FindUnknown(ApiOperation operation, string name) =>
        _unknown.Find(entry => entry.Name == name && Fits(entry.Operation, operation.Name)).Value?.DeepClone();

    private static bool Fits(string pattern, string operation) =>
        FileSystemName.MatchesSimpleExpression(pattern, operation, ignoreCase: false);

    private sealed record Entry(string Operation, string Name, Func<CancellationToken, Task<JsonNode?>> Create, bool IsNeeded);
}
