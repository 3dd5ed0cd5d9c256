using System.Collections.Frozen;
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

    /// <param name="maps">Gives the maps of all platforms, by the first segment of their topics. Asked at the first event with data.</param>
    /// <param name="logger">Hears of what cannot be read in a map; the rest of it counts.</param>
    public Correlator(Func<IReadOnlyDictionary<string, CorrelationMap>> maps, ILogger<Correlator> logger)
    {
        ArgumentNullException.ThrowIfNull(maps);
        _compile = () => new(() => new Compiled(maps(), logger));
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
        ReadOnlySpan<char> platform = source.Topic.AsSpan();
        platform = platform.IndexOf('.') is >= 0 and int dot ? platform[..dot] : platform;
        Compiled compiled = _compiled.Value;
        if (!compiled.Rules.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(platform, out CompiledRule[]? rules))
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
        foreach (CompiledRule rule in rules)
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

    private sealed class Compiled(IReadOnlyDictionary<string, CorrelationMap> maps, ILogger logger)
    {
        public FrozenDictionary<string, CompiledRule[]> Rules { get; } = maps.ToFrozenDictionary(
            static map => map.Key, map => Compile(map.Key, map.Value?.Rules, static rule => new CompiledRule(rule), logger), StringComparer.OrdinalIgnoreCase);

        /// <summary>A text of one platform names things of every other.</summary>
        public AddressForm[] Forms { get; } = [.. maps.SelectMany(map => Compile(map.Key, map.Value?.AddressForms, static form => new AddressForm(form), logger))];
    }
}
