using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events.Correlation;

/// <summary>
/// Reads in an event's payload what it has to do with: issues, branches, commits, pages, conversations. Where, the platforms'
/// plugins say; events that share a key belong to one story (<see cref="CorrelationGroups"/>). Safe for use by several threads.
/// </summary>
internal sealed class Correlator
{
    private readonly Func<Lazy<Compiled>> _compile;
    private volatile Lazy<Compiled> _compiled;
    private volatile ProjectFilter _projects = new(knownProjects: null);

    /// <param name="platforms">Says which platforms have a map; a platform is the first segment of its topics.</param>
    /// <param name="map">Gives a platform's map. Asked for with its first event, and for all with the first address that somebody names.</param>
    /// <param name="logger">Hears of what cannot be read in a map; the rest of it counts.</param>
    public Correlator(Func<IEnumerable<string>> platforms, Func<string, CorrelationMap?> map, ILogger<Correlator> logger)
    {
        ArgumentNullException.ThrowIfNull(platforms);
        _compile = () => new(() => new Compiled([.. platforms()], map, logger));
        _compiled = _compile();
    }

    /// <summary>Asks for the maps anew with the next event: there are other plugins than before.</summary>
    public void Forget() => _compiled = _compile();

    /// <summary>Tells all projects of the issue trackers: only their keys count from now on. Null: any that look like one.</summary>
    public void SetKnownProjects(IEnumerable<string>? projects) => _projects = new ProjectFilter(projects);

    /// <summary>The keys of an event, each once; empty where it names nothing.</summary>
    public IReadOnlyList<string> FindKeys(Event source)
    {
        ArgumentNullException.ThrowIfNull(source);
        string platform = source.Topic.IndexOf('.', StringComparison.Ordinal) is >= 0 and int dot ? source.Topic[..dot] : source.Topic;
        Compiled compiled = _compiled.Value;
        if (!compiled.Rules.TryGetValue(platform, out Lazy<CompiledRule[]>? rules))
        {
            return [];
        }

        // Only now: it is parsed for this.
        JsonElement payload = source.GetData();
        if (payload.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        KeyCollector keys = new(_projects, compiled.Forms);
        foreach (CompiledRule rule in rules.Value)
        {
            rule.Apply(payload, keys);
        }

        return keys.Keys;
    }

    // What a stranger's plugin got wrong must not keep events from being published.
    private static TCompiled[] Compile<TSource, TCompiled>(string platform, IEnumerable<TSource>? sources, Func<TSource, TCompiled> compile, ILogger logger)
    {
        List<TCompiled> compiled = [];
        foreach (TSource source in sources ?? [])
        {
            try
            {
                compiled.Add(compile(source));
            }
            catch (Exception wrong)
            {
                logger.LogWarning("The plugin '{Platform}' finds related events by a rule that cannot be read, so it is left out: {Problem}", platform, wrong.Message);
            }
        }

        return [.. compiled];
    }

    // Lazy one by one, since a map is code of a plugin: an event loads its own platform's, and only one that names an address loads all.
    private sealed class Compiled(IReadOnlyList<string> platforms, Func<string, CorrelationMap?> map, ILogger logger)
    {
        public Dictionary<string, Lazy<CompiledRule[]>> Rules { get; } = platforms.ToDictionary(
            static platform => platform,
            platform => new Lazy<CompiledRule[]>(() => Compile(platform, map(platform)?.Rules, static rule => new CompiledRule(rule), logger)),
            StringComparer.OrdinalIgnoreCase);

        /// <summary>A text of one platform names things of every other.</summary>
        public Lazy<AddressForm[]> Forms { get; } = new(
            () => [.. platforms.SelectMany(platform => Compile(platform, map(platform)?.AddressForms, static form => new AddressForm(form), logger))]);
    }
}
