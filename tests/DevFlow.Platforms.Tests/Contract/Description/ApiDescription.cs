using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>
/// A vendor's description of its API, OpenAPI 3.0 or Swagger 2.0, in JSON or YAML. It is no part of the repository; it is
/// parsed once a process, and operations are read when they are asked for: the largest one has 7 MB.
/// </summary>
public sealed partial class ApiDescription
{
    private static readonly ConcurrentDictionary<string, Lazy<ApiDescription?>> Loaded = new(StringComparer.Ordinal);
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch", "head", "options"];

    private readonly JsonElement _root;
    private readonly OperationReader _reader;
    private readonly Dictionary<string, (string Template, string Method, JsonElement Path)> _places = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ApiOperation> _operations = new(StringComparer.Ordinal);

    private ApiDescription(JsonElement root)
    {
        _root = root;
        string basePath = FindBasePath(root);
        _reader = new(this, basePath);
        foreach (JsonProperty path in root.GetProperty("paths").EnumerateObject())
        {
            foreach (string method in Methods.Where(method => path.Value.TryGetProperty(method, out _)))
            {
                _places.TryAdd(Shape(method, basePath + path.Name), (path.Name, method, path.Value));
            }
        }
    }

    /// <summary>Every operation; reads them all.</summary>
    public IEnumerable<ApiOperation> Operations => _places.Keys.Select(shape => _operations.GetOrAdd(shape, Read));

    /// <summary>Loads a description of the shared test data.</summary>
    /// <param name="file">The file's name in the folder of descriptions.</param>
    /// <returns>Null where this machine does not have it.</returns>
    public static ApiDescription? Load(string file) => Loaded.GetOrAdd(file, name => new(() => ReadFile(name))).Value;

    /// <summary>Makes a description of a document at hand.</summary>
    public static ApiDescription Parse(string json) => new(JsonElement.Parse(json));

    /// <summary>Finds an operation by its method and its path; the names of parameters do not count.</summary>
    public ApiOperation? Find(string method, string template)
    {
        string shape = Shape(method, template);
        return _places.ContainsKey(shape) ? _operations.GetOrAdd(shape, Read) : null;
    }

    /// <summary>Follows references until there are none.</summary>
    /// <param name="element">What may be a reference.</param>
    /// <param name="name">The last reference's name; null where there was none.</param>
    public JsonElement Resolve(JsonElement element, out string? name)
    {
        name = null;
        while (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("$ref", out JsonElement reference))
        {
            string target = reference.GetString()!;
            name = target[(target.LastIndexOf('/') + 1)..];
            element = Follow(target);
        }

        return element;
    }

    /// <summary>The element a reference such as <c>#/components/schemas/issue</c> names.</summary>
    public JsonElement Follow(string reference) => reference.Split('/')[1..].Aggregate(
        _root, (parent, part) => parent.GetProperty(Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)));

    private static ApiDescription? ReadFile(string name)
    {
        if (RepositoryRoot.SharedData("specs", name) is not { } file)
        {
            return null;
        }

        if (Path.GetExtension(file) == ".json")
        {
            return new(JsonElement.Parse(File.ReadAllBytes(file)));
        }

        using StreamReader text = new(file);
        return new(YamlJson.Read(text));
    }

    private static string FindBasePath(JsonElement root)
    {
        if (root.TryGetProperty("basePath", out JsonElement basePath))
        {
            return basePath.GetString()!.TrimEnd('/');
        }

        string server = root.TryGetProperty("servers", out JsonElement servers) ? servers[0].GetProperty("url").GetString()! : "/";
        return new Uri(new Uri("https://base/"), server).AbsolutePath.TrimEnd('/');
    }

    private static string Shape(string method, string template) =>
        $"{method.ToUpperInvariant()} {Parameter().Replace(template, "{}")}";

    [GeneratedRegex("{[^}]*}")]
    private static partial Regex Parameter();

    private ApiOperation Read(string shape)
    {
        (string template, string method, JsonElement path) = _places[shape];
        return _reader.Read(template, method, path);
    }
}
