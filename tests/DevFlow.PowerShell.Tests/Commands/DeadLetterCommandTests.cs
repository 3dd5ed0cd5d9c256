using System.Management.Automation;
using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

[Collection(HostedSession.Collection)]
public sealed class DeadLetterCommandTests(HostedSession session) : IClassFixture<HostedSession>, IDisposable
{
    [Fact]
    public async Task A_dead_letter_goes_when_its_handler_has_handled_it_after_all()
    {
        session.Run("$state = [hashtable]::Synchronized(@{ broken = $true }); $h = Register-DevFlowEventHandler letter.one { if (($using:state).broken) { throw 'broken' } } -Name one; Publish-DevFlowEvent letter.one 1");
        await session.UntilAsync("@(Get-DevFlowDeadLetter one).Count -eq 1");

        session.Run("Get-DevFlowDeadLetter one | Publish-DevFlowEvent -WhatIf; $state.broken = $false; Get-DevFlowDeadLetter -HandlerName one | Publish-DevFlowEvent");

        await session.UntilAsync("$h.Handled -eq 1 -and -not (Get-DevFlowDeadLetter one)");
        Assert.Equal(1, session.Get<int>("@(Get-DevFlowEvent letter.one).Count"));
    }

    [Fact]
    public async Task Events_are_replayed_to_one_handler_alone()
    {
        session.Run("1..3 | Publish-DevFlowEvent letter.late; $a = Register-DevFlowEventHandler letter.late { $_.Data } -Name late; $b = Register-DevFlowEventHandler letter.late { } -Name bystander; Get-DevFlowEvent letter.late | Publish-DevFlowEvent -HandlerName late");

        await session.UntilAsync("$a.Handled -eq 3");
        Assert.Equal("1 2 3 0 3", session.Get<string>("\"$($a.Deliveries.Output) $($b.Handled) $(@(Get-DevFlowEvent letter.late).Count)\""));
        session.Fail("Get-DevFlowEvent letter.late -First 1 | Publish-DevFlowEvent -HandlerName nobody", "NotFound", ErrorCategory.ObjectNotFound, "nobody");
    }

    [Fact]
    public async Task Dead_letters_are_chosen_and_removed()
    {
        session.Run("$h = Register-DevFlowEventHandler letter.two { throw 'no' } -Name two; 1..3 | Publish-DevFlowEvent letter.two");
        await session.UntilAsync("@(Get-DevFlowDeadLetter tw*).Count -eq 3");

        Assert.Equal("2", session.Get<string>("$ids = (Get-DevFlowDeadLetter two).Id; \"$((Get-DevFlowDeadLetter -Id $ids[1]).Event.Data)\""));
        Assert.Empty(session.Run("Get-DevFlowDeadLetter two -Since ([DateTimeOffset]::UtcNow.AddMinutes(5))"));
        session.Run("Remove-DevFlowDeadLetter $ids[0] -WhatIf; Remove-DevFlowDeadLetter $ids[0] -Confirm:$false");
        session.Fail("Remove-DevFlowDeadLetter $ids[0] -Confirm:$false", "NotFound", ErrorCategory.ObjectNotFound);
        session.Fail("Get-DevFlowDeadLetter -Id $ids[0], $ids[1]", "NotFound", ErrorCategory.ObjectNotFound);
        session.Run("Get-DevFlowDeadLetter two | Remove-DevFlowDeadLetter -Confirm:$false");
        Assert.Empty(session.Run("Get-DevFlowDeadLetter two"));
    }

    [Fact]
    public void Statistics_count_what_happened()
    {
        Assert.Equal("3 2 1 0", session.Get<string>("""
            $before = Get-DevFlowEventStatistics
            $null = Add-DevFlowEventMiddleware counting { if ($_.Data -ne 'stop') { $_ } } -Topic letter.counted
            1, 2, 3, 'stop' | Publish-DevFlowEvent letter.counted; 1..2 | Publish-DevFlowEvent letter.counted -Volatile
            $after = Get-DevFlowEventStatistics
            Remove-DevFlowEventMiddleware counting
            "$($after.Stored - $before.Stored) $($after.Volatile - $before.Volatile) $($after.Stopped - $before.Stopped) $($after.Refused - $before.Refused)"
            """));
    }

    public void Dispose() => session.Run("Get-DevFlowEventHandler | Unregister-DevFlowEventHandler");
}
