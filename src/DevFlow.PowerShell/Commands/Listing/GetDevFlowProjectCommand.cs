using System.Management.Automation;

namespace DevFlow.PowerShell.Commands;

/// <summary>Lists the projects of an issue tracker an account may browse, streamed page by page.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowProject")]
[OutputType(typeof(Project))]
public sealed class GetDevFlowProjectCommand : ListCmdlet<Project>
{
    private protected override string What => "projects";

    private protected override IPlatformList<Project>? ListOf(IPlatformPlugin plugin) => plugin.Projects;

    private protected override IEnumerable<string> NamesOf(Project item) => [item.Key, item.Name];
}
