using System.Globalization;
using System.Management.Automation;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Shows the events that handlers have given up, the oldest first.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowDeadLetter")]
[OutputType(typeof(DeadLetter))]
public sealed class GetDevFlowDeadLetterCommand : AsyncDevFlowCmdlet
{
    /// <summary>Only those of these handlers; names with wildcards.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(HandlerCompleter))]
    public string[] HandlerName { get; set; } = ["*"];

    /// <summary>Only those with these numbers.</summary>
    [Parameter]
    public long[]? Id { get; set; }

    /// <summary>Only those given up at or after this time.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        HashSet<long> missing = [.. Id ?? []];
        NamePattern[] names = Array.ConvertAll(HandlerName, static name => new NamePattern(name));
        await foreach (DeadLetter letter in EngineHost.Engine.Events.ReadDeadLettersAsync(cancellationToken).ConfigureAwait(false))
        {
            missing.Remove(letter.Id);
            if (Array.Exists(names, name => name.Fits(letter.Handler))
                && (Id is null || Id.Contains(letter.Id))
                && (Since is null || letter.FailedAt >= Since))
            {
                await EmitAsync(letter).ConfigureAwait(false);
            }
        }

        foreach (long id in missing)
        {
            await EmitErrorAsync(NotFound(id)).ConfigureAwait(false);
        }
    }

    internal static DevFlowException NotFound(long id) =>
        new(ErrorReason.NotFound, $"There is no dead letter {id}.", "Get-DevFlowDeadLetter shows those there are.") { Target = id.ToString(CultureInfo.InvariantCulture) };
}
