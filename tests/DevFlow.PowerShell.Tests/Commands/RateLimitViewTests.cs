using System.Xml.Linq;
using DevFlow.PowerShell.Tests.Bridge;
using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Commands;

/// <summary>The columns that are computed, as the views compute them: the hosted engine has no Format-Table.</summary>
[Collection(SessionFixture.Collection)]
public sealed class RateLimitViewTests(SessionFixture fixture)
{
    [Theory]
    [InlineData(0, "\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591", "0")]
    [InlineData(50, "\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591", "50")]
    [InlineData(99, "\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2591", "99")]
    [InlineData(130, "\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588", "100")]
    public void The_bar_shows_what_is_used(int used, string bar, string percent)
    {
        string shown = Column("DevFlow.RateLimit", 0, $"[pscustomobject]@{{ Limit = 100; Used = {used} }}");

        Assert.StartsWith(bar, shown, StringComparison.Ordinal);
        Assert.Equal(percent, shown[bar.Length..].Trim().TrimEnd('%').Trim());
    }

    [Theory]
    [InlineData("$null", "$null", "")]
    [InlineData("'2026-11-23T10:00:00Z'", "$null", "10:00:00")]
    [InlineData("$null", "'2026-11-23T10:00:00Z'", "10:00:00 (refused)")]
    [InlineData("'2026-11-23T10:00:00Z'", "'2026-11-23T11:00:00Z'", "11:00:00 (refused)")]
    public void The_reset_is_when_calls_pass_again(string resetsAt, string blockedUntil, string shown)
    {
        string Moment(string text) => text == "$null" ? text : $"[DateTimeOffset]::new([DateTimeOffset]::Parse({text}).UtcDateTime.Ticks, [DateTimeOffset]::Now.Offset)";

        Assert.Equal(shown, Column("DevFlow.RateLimit", 1, $"[pscustomobject]@{{ ResetsAt = {Moment(resetsAt)}; BlockedUntil = {Moment(blockedUntil)} }}"));
    }

    private string Column(string view, int number, string value)
    {
        XElement shown = XDocument.Load(RepositoryRoot.File("src", "DevFlow.PowerShell", "Views", "DevFlow.Format.ps1xml")).Descendants("View").Single(one => one.Element("Name")!.Value == view);
        string script = shown.Descendants("TableColumnItem").Descendants("ScriptBlock").ElementAt(number).Value;
        using Session session = fixture.Open();
        return Assert.Single(session.RunText($"{value} | ForEach-Object {{ {script} }}"));
    }
}
