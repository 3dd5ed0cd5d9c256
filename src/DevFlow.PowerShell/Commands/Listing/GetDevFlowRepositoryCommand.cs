using System.Management.Automation;

namespace DevFlow.PowerShell.Commands;

/// <summary>Lists the repositories an account may see, of GitHub or GitLab, streamed page by page.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowRepository")]
[OutputType(typeof(Repository))]
public sealed class GetDevFlowRepositoryCommand : ListCmdlet<Repository>
{
    private protected override string What => "repositories";

    private protected override IPlatformList<Repository>? ListOf(IPlatformPlugin plugin) => plugin.Repositories;

    private protected override IEnumerable<string> NamesOf(Repository item) => [item.FullName, item.Name];
}
