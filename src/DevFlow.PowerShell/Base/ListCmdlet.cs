using System.Management.Automation;
using DevFlow.Core.Connections;
using DevFlow.Core.Listing;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell;

/// <summary>The base of the cmdlets that list the main things of a platform, streamed page by page.</summary>
/// <typeparam name="T">What is listed.</typeparam>
public abstract class ListCmdlet<T> : PlatformCmdlet
    where T : PlatformItem
{
    /// <summary>Only things of these names, with wildcards; all by default.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The connection, by name or object; the default one among those that have such things where omitted.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public string? Connection { get; set; }

    /// <summary>The platform whose default connection is meant.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PlatformCompleter))]
    public string? Platform { get; set; }

    /// <summary>What is listed, in the plural.</summary>
    private protected abstract string What { get; }

    /// <summary>Finds the list.</summary>
    private protected abstract IPlatformList<T>? ListOf(IPlatformPlugin plugin);

    /// <summary>The names by which an item is found.</summary>
    private protected abstract IEnumerable<string> NamesOf(T item);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        (PlatformSession session, IPlatformList<T> list) = EngineHost.Engine.Connections.OpenList(Connection, Platform, ListOf, What);
        NamePattern[] patterns = Array.ConvertAll(Name, static name => new NamePattern(name));
        HashSet<NamePattern> missing = [.. patterns.Where(static pattern => pattern.IsPlain)];
        bool isEachPlain = missing.Count == patterns.Length;
        await foreach (T item in PageStream.ReadAsync(session, list, cancellationToken).ConfigureAwait(false))
        {
            if (Array.Find(patterns, pattern => NamesOf(item).Any(pattern.Fits)) is not { } fitting)
            {
                continue;
            }

            await EmitAsync(item).ConfigureAwait(false);
            missing.Remove(fitting);
            if (isEachPlain && missing.Count == 0)
            {
                return;
            }
        }

        foreach (NamePattern name in missing)
        {
            await EmitErrorAsync(new DevFlowException(
                ErrorReason.NotFound,
                $"'{name}' is not among the {What} that the connection '{session.Scope.Name}' may see.",
                "Check the name, or that the account has access to it.") { Target = name.ToString() }).ConfigureAwait(false);
        }
    }
}
