using System.Management.Automation;

namespace DevFlow.PowerShell.Commands;

/// <summary>Lists the channels of a chat an account may see, streamed page by page.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowChannel")]
[OutputType(typeof(ChatChannel))]
public sealed class GetDevFlowChannelCommand : ListCmdlet<ChatChannel>
{
    private protected override string What => "channels";

    private protected override IPlatformList<ChatChannel>? ListOf(IPlatformPlugin plugin) => plugin.Channels;

    private protected override IEnumerable<string> NamesOf(ChatChannel item) => [item.Name, item.Id];
}
