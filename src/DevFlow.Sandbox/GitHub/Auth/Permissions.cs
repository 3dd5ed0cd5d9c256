using System.Text.Json;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The permissions of a fine-grained token, an App or an installation: <c>issues: write</c> and so on.</summary>
internal sealed class Permissions
{
    private static readonly string[] Levels = ["read", "write", "admin"];

    private readonly SortedDictionary<string, int> _levels = new(StringComparer.Ordinal);

    public Permissions(IEnumerable<KeyValuePair<string, string>> levels)
    {
        foreach ((string name, string level) in levels)
        {
            _levels[name] = Math.Max(0, Array.IndexOf(Levels, level));
        }

        // Whoever may see anything may see that the repository is there.
        _levels.TryAdd("metadata", 0);
    }

    public IEnumerable<KeyValuePair<string, string>> List() => _levels.Select(pair => KeyValuePair.Create(pair.Key, Levels[pair.Value]));

    /// <summary>Reads an object of names and levels.</summary>
    /// <returns>Null where it is something else.</returns>
    public static Permissions? Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        Dictionary<string, string> levels = new(StringComparer.Ordinal);
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String || !Levels.Contains(property.Value.GetString()))
            {
                return null;
            }

            levels[property.Name] = property.Value.GetString()!;
        }

        return new(levels);
    }

    /// <summary>True where nothing is asked for that these do not have.</summary>
    public bool Cover(Permissions asked) => asked._levels.All(pair => _levels.TryGetValue(pair.Key, out int level) && level >= pair.Value);

    /// <summary>True where one of a route's alternatives is covered: <c>pull_requests=read,contents=read; issues=read</c>.</summary>
    public bool Allow(string rule)
    {
        if (rule.Length == 0)
        {
            return true;
        }

        foreach (Range alternative in rule.AsSpan().Split(';'))
        {
            if (AllowAll(rule.AsSpan(alternative)))
            {
                return true;
            }
        }

        return false;
    }

    public void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name)
    {
        writer.WriteStartObject(name);
        foreach ((string permission, string level) in List())
        {
            writer.WriteString(permission, level);
        }

        writer.WriteEndObject();
    }

    private bool AllowAll(ReadOnlySpan<char> needs)
    {
        foreach (Range range in needs.Split(','))
        {
            ReadOnlySpan<char> need = needs[range].Trim();
            int equals = need.IndexOf('=');
            if (!_levels.TryGetValue(need[..equals].ToString(), out int level) || level < LevelOf(need[(equals + 1)..]))
            {
                return false;
            }
        }

        return true;
    }

    private static int LevelOf(ReadOnlySpan<char> word) => word switch
    {
        "read" => 0,
        "write" => 1,
        _ => 2,
    };
}
