using System.Management.Automation;
using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

[Collection(HostedSession.Collection)]
public sealed class FilterExpressionTests(FilterExpressionTests.OneEvent fixture) : IClassFixture<FilterExpressionTests.OneEvent>
{
    [Theory]
    [InlineData("$_.Topic -eq 'SHOP.order'", true)]
    [InlineData("$_.Topic -ceq 'SHOP.order'", false)]
    [InlineData("$_.Data.action -eq 'opened' -and $_.Priority -eq 'high'", true)]
    [InlineData("$_.Data.action -in 'closed', 'opened'", true)]
    [InlineData("$_.Data.action -notin @('closed')", true)]
    [InlineData("$Event.Data.issue.number -ge 7 -and -not ($PSItem.Data.issue.number -gt 7)", true)]
    [InlineData("$_.Data.issue.NUMBER -lt 7.5", true)]
    [InlineData("$_.Data.issue.labels.name -contains 'bug'", true)]
    [InlineData("$_.Data.issue.labels.Count -eq 2", true)]
    [InlineData("$_.Data.issue.labels[0].name -like 'B*'", true)]
    [InlineData("$_.Data.issue.labels[-1].name -match '^ur.ent$'", true)]
    [InlineData("$_.Data.issue.labels[9].name", false)]
    [InlineData("$_.Data.missing.deep", false)]
    [InlineData("$null -eq $_.Data.missing", true)]
    [InlineData("$_.Data.flag", true)]
    [InlineData("!$_.Data.flag -or $_.Subject -notlike 's*'", false)]
    [InlineData("$_.Data.'odd name' -eq $true", true)]
    [InlineData("$_.Time -gt '2020-01-01'", true)]
    [InlineData("$_.Data.issue.labels.name -eq 'nothing'", false)]
    [InlineData("$_.Data.action -ne \"OPENED\"", false)]
    [InlineData("$_.data.ISSUE.title -like 'it''s*'", true)]
    [InlineData("$_.Data.issue.number -gt 6 -and $_.Data.issue.number -le 7", true)]
    [InlineData("$_.Data.weight -eq 1.5", true)]
    [InlineData("-not $_.Data.issue.locked", true)]
    [InlineData("!($_.Data.issue.locked -or $_.Data.issue.body)", true)]
    [InlineData("$_.Data.issue.labels[1].name -eq 'urgent'", true)]
    [InlineData("$_.Data.nothing.at.all -eq $null", true)]
    [InlineData("$_.Data.tags -contains 'b'", true)]
    [InlineData("$_.Data.tags -notcontains 'c' -and $_.Data.issue.locked -eq $false", true)]
    [InlineData("$_.Topic -notlike 'gitlab.*' -and $_.Subject -eq 's' -and $_.Priority -eq 'high'", true)]
    [InlineData("$_.Data.action -eq 'shut' -or $_.Data.issue.number -eq 7 -and $_.Type", true)]
    [InlineData("($_.Data.action -eq 'shut' -or $_.Data.issue.number -eq 7) -and $_.CausationId", false)]
    public void An_expression_means_what_it_means_in_PowerShell(string expression, bool isTrue)
    {
        fixture.Session.Set("text", expression);

        Assert.Equal(isTrue, fixture.Session.Get<bool>("[bool] (Get-DevFlowEvent shop.order -Filter $text)"));
        Assert.Equal(isTrue, fixture.Session.Get<bool>("[bool] (Get-DevFlowEvent shop.order -Filter ([scriptblock]::Create($text.Replace('$Event', '$_'))))"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$_.Topic -eq")]
    [InlineData("$_.Topic; $_.Id")]
    [InlineData("$other -eq 1")]
    [InlineData("$_.Topic.ToUpper() -eq 'X'")]
    [InlineData("[int]$_.Data -eq 1")]
    [InlineData("$_.Topic -like $_.Subject")]
    [InlineData("$_.Topic -match '('")]
    [InlineData("$_.Data + 1")]
    [InlineData("$_.Topic -eq y")]
    [InlineData("$_.Topic -eq 'y")]
    [InlineData("($_.Topic")]
    [InlineData("$_.Topic $_.Id")]
    [InlineData("$_.Topic -and")]
    public void What_is_more_than_a_comparison_is_refused(string expression)
    {
        fixture.Session.Set("text", expression);

        fixture.Session.Fail("Get-DevFlowEvent -Filter $text", "InvalidArgument", ErrorCategory.InvalidArgument);
    }

    [Theory]
    [InlineData("(", "")]
    [InlineData("!", "$true")]
    [InlineData("$true -and ", "$true")]
    [InlineData("$_.Data[$_.Data", "]")]
    public void A_text_that_would_need_more_stack_than_there_is_is_refused(string repeated, string end)
    {
        fixture.Session.Set("text", string.Concat(Enumerable.Repeat(repeated, 100_000)) + end);

        _ = fixture.Session.Fail("Get-DevFlowEvent -Filter $text", "InvalidArgument", ErrorCategory.InvalidArgument);
    }

    [Theory]
    [InlineData("!", "$true", false)]
    [InlineData("$true -and ", "$true", true)]
    public void The_deepest_text_that_is_taken_is_evaluated(string repeated, string end, bool isTrue)
    {
        fixture.Session.Set("text", string.Concat(Enumerable.Repeat(repeated, (4_090 - end.Length) / repeated.Length)) + end);

        Assert.Equal(isTrue, fixture.Session.Get<bool>("[bool] (Get-DevFlowEvent shop.order -Filter $text)"));
    }

    public sealed class OneEvent : IDisposable
    {
        public OneEvent() => Session.Run("""
            Publish-DevFlowEvent shop.order -Subject s -Priority High -Data @{
                action = 'opened'; flag = $true; 'odd name' = $true
                weight = 1.5; tags = @('a', 'B')
                issue = @{ title = "It's broken"; number = 7; locked = $false; body = $null; labels = @(@{ name = 'bug' }, @{ name = 'urgent' }) }
            }
            """);

        public HostedSession Session { get; } = new();

        public void Dispose() => Session.Dispose();
    }
}
