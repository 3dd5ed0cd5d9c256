using System.Management.Automation;

namespace TrivialModule;

/// <summary>The one cmdlet.</summary>
[Cmdlet(VerbsCommon.Get, "Trivial")]
[OutputType(typeof(string))]
public sealed class GetTrivialCommand : PSCmdlet
{
    /// <summary>Writes a word.</summary>
    protected override void ProcessRecord() => WriteObject("trivial");
}
