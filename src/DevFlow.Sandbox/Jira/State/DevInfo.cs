using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>The development information of all apps. Guarded by the state's gate.</summary>
/// <remarks>https://developer.atlassian.com/cloud/jira/software/rest/api-group-development-information/</remarks>
internal sealed class DevInfo
{
    private const int MaxRepositories = 1000;
    private const int MaxEntities = 10_000;

    private readonly OrderedDictionary<string, DevRepository> _repositories = new(StringComparer.Ordinal);

    /// <summary>The kinds of things in a repository, as its members are called.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["commits", "branches", "pullRequests"];

    /// <summary>The kind a path names: <c>commit</c>, <c>branch</c>, <c>pull_request</c>.</summary>
    public static string? KindOf(string entityType) => entityType.ToLowerInvariant() switch
    {
        "commit" => "commits",
        "branch" => "branches",
        "pull_request" => "pullRequests",
        _ => null,
    };

    /// <summary>Says what is wrong with a request to store; null where nothing is.</summary>
    public static string? FindProblem(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("repositories", out JsonElement repositories) || repositories.ValueKind != JsonValueKind.Array)
        {
            return "repositories must be an array.";
        }

        foreach (JsonElement repository in repositories.EnumerateArray())
        {
            if (FindMissing(repository, "repository", ["id", "name", "url"]) is { } missing)
            {
                return missing;
            }

            foreach (string kind in Kinds)
            {
                if (repository.TryGetProperty(kind, out JsonElement entities) && FindProblem(entities, kind) is { } problem)
                {
                    return problem;
                }
            }
        }

        return null;
    }

    public DevRepository? Find(string id) => _repositories.GetValueOrDefault(id);

    /// <summary>Stores a repository; what is older than what is known is accepted and ignored.</summary>
    public DevInfoResult Store(JsonElement sent, JsonElement properties)
    {
        string id = sent.GetProperty("id").GetString()!;
        if (!_repositories.TryGetValue(id, out DevRepository? repository))
        {
            if (_repositories.Count == MaxRepositories)
            {
                _repositories.RemoveAt(0);
            }

            _repositories[id] = repository = new(sent, properties);
        }
        else if (Sequence(sent) >= Sequence(repository.Head))
        {
            repository.Head = sent;
            repository.Properties = properties;
        }

        Dictionary<string, IReadOnlyList<string>> accepted = [];
        HashSet<string> keys = new(StringComparer.Ordinal);
        foreach (string kind in Kinds)
        {
            if (sent.TryGetProperty(kind, out JsonElement entities))
            {
                accepted[kind] = [.. entities.EnumerateArray().Select(entity => Store(repository, kind, entity))];
                keys.UnionWith(entities.EnumerateArray().SelectMany(Keys));
            }
        }

        return new(id, accepted, keys);
    }

    /// <param name="id">The repository.</param>
    /// <param name="sequence">Only what is not newer than this; null: whatever its age.</param>
    public void Delete(string id, long? sequence)
    {
        if (Find(id) is { } repository && !(Sequence(repository.Head) > sequence))
        {
            _repositories.Remove(id);
        }
    }

    public void Delete(string id, string kind, string entity, long? sequence)
    {
        if (Find(id)?.Entities is { } entities && entities.TryGetValue((kind, entity), out JsonElement known) && !(Sequence(known) > sequence))
        {
            entities.Remove((kind, entity));
        }
    }

    public void DeleteWhere(IReadOnlyDictionary<string, string> properties, long? sequence)
    {
        foreach (string id in _repositories.Where(pair => HasAll(pair.Value, properties)).Select(pair => pair.Key).ToArray())
        {
            Delete(id, sequence);
        }
    }

    public bool Exists(IReadOnlyDictionary<string, string> properties) => _repositories.Values.Any(repository => HasAll(repository, properties));

    private static string Store(DevRepository repository, string kind, JsonElement entity)
    {
        string id = entity.GetProperty("id").GetString()!;
        if ((!repository.Entities.TryGetValue((kind, id), out JsonElement known) && repository.Entities.Count < MaxEntities) || Sequence(entity) >= Sequence(known))
        {
            repository.Entities[(kind, id)] = entity;
        }

        return id;
    }

    private static bool HasAll(DevRepository repository, IReadOnlyDictionary<string, string> properties) => properties.All(pair =>
        repository.Properties.ValueKind == JsonValueKind.Object
        && repository.Properties.TryGetProperty(pair.Key, out JsonElement value)
        && JsonBody.TryGetText(value, out string text) && text == pair.Value);

    private static string? FindProblem(JsonElement entities, string kind)
    {
        if (entities.ValueKind != JsonValueKind.Array)
        {
            return $"{kind} must be an array.";
        }

        foreach (JsonElement entity in entities.EnumerateArray())
        {
            if (FindMissing(entity, kind, ["id", "url"]) is { } missing)
            {
                return missing;
            }

            if (!entity.TryGetProperty("issueKeys", out JsonElement keys) || keys.ValueKind != JsonValueKind.Array || keys.GetArrayLength() == 0)
            {
                return $"{kind}: issueKeys must hold at least one key.";
            }
        }

        return null;
    }

    private static string? FindMissing(JsonElement item, string what, ReadOnlySpan<string> texts)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return $"{what} must be an object.";
        }

        foreach (string name in texts)
        {
            if (!item.TryGetProperty(name, out JsonElement value) || !JsonBody.TryGetText(value, out string text) || text.Length == 0)
            {
                return $"{what}: {name} is required.";
            }
        }

        return item.TryGetProperty("updateSequenceId", out JsonElement sequence) && sequence.ValueKind == JsonValueKind.Number && sequence.TryGetInt64(out _)
            ? null
            : $"{what}: updateSequenceId is required.";
    }

    private static long Sequence(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.GetProperty("updateSequenceId").TryGetInt64(out long sequence) ? sequence : long.MinValue;

    private static IEnumerable<string> Keys(JsonElement entity)
    {
        foreach (JsonElement key in entity.GetProperty("issueKeys").EnumerateArray())
        {
            if (JsonBody.TryGetText(key, out string text))
            {
                yield return text;
            }
        }
    }
}
