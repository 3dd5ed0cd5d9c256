using DevFlow.Core.Events;

namespace DevFlow.Core.Tests.Events;

public sealed class EventExpressionTests
{
    private static readonly Event Sample = TestEvent.Create(
        "1",
        "github.issues.opened",
        """{"issue":{"Title":"It's \"broken\"","state":"open","number":7,"locked":false,"labels":[{"name":"bug"},{"name":"ui"}],"body":null},"tags":["a","B"],"weight":1.50}""") with
    {
        Subject = "7",
        Priority = EventPriority.High,
    };

    [Theory]
    [InlineData("Data.issue.state -eq 'OPEN'", true)]
    [InlineData("$_.Data.issue.state -ne \"open\"", false)]
    [InlineData("data.ISSUE.title -like 'it''s*'", true)]
    [InlineData("Data.issue.number -gt 6 -and Data.issue.number -le 7", true)]
    [InlineData("Data.weight -eq 1.5", true)]
    [InlineData("Data.issue.number -lt 'x'", false)]
    [InlineData("-not Data.issue.locked", true)]
    [InlineData("!(Data.issue.locked -or Data.issue.body)", true)]
    [InlineData("Data.issue.labels[1].name -eq 'ui'", true)]
    [InlineData("Data.issue.labels[9].name -eq 'ui'", false)]
    [InlineData("Data.nothing.at.all -eq $null", true)]
    [InlineData("Data.tags -contains 'b'", true)]
    [InlineData("Data.tags -notcontains 'c' -and Data.issue.locked -eq $false", true)]
    [InlineData("Topic -notlike 'gitlab.*' -and Subject -eq '7' -and Priority -eq 'high'", true)]
    [InlineData("Data.issue.state -eq 'shut' -or Data.issue.number -eq 7 -and Type", true)]
    [InlineData("(Data.issue.state -eq 'shut' -or Data.issue.number -eq 7) -and CausationId", false)]
    public void A_condition_holds_or_not(string text, bool expected) => Assert.Equal(expected, EventExpression.Parse(text).Matches(Sample));

    [Theory]
    [InlineData("")]
    [InlineData("Data.x -eq")]
    [InlineData("Data.x -eq y")]
    [InlineData("Data.x -eq 'y")]
    [InlineData("(Data.x")]
    [InlineData("Data.x Data.y")]
    [InlineData("Nothing -eq 1")]
    [InlineData("Data.x -and")]
    public void What_is_no_condition_is_refused_with_an_example(string text)
    {
        DevFlowException error = Assert.Throws<DevFlowException>(() => EventExpression.Parse(text));
        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
        Assert.Contains("Data.issue.state -eq", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_of_nothing_but_parentheses_is_refused() =>
        Assert.Throws<DevFlowException>(() => EventExpression.Parse(new string('(', 100_000)));
}
