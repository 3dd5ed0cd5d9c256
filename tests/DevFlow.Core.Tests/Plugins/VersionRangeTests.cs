using DevFlow.Core.Plugins;

namespace DevFlow.Core.Tests.Plugins;

public sealed class VersionRangeTests
{
    [Theory]
    [InlineData("1.2", "1.2.0", true)]
    [InlineData("1.2", "1.9", true)]
    [InlineData("1.2", "1.1.9", false)]
    [InlineData("1.2", "2.0", false)]
    [InlineData("0.1", "0.1.7", true)]
    [InlineData("0.1", "0.2", false)]
    [InlineData("1.2", "1.2.0-beta", false)]
    [InlineData("[1.0,2.0)", "1.0", true)]
    [InlineData("[1.0,2.0)", "2.0", false)]
    [InlineData("[1.0,2.0]", "2.0", true)]
    [InlineData("(1.0,2.0]", "1.0", false)]
    [InlineData("(,2.0)", "0.1", true)]
    [InlineData("[1.5,)", "7.0", true)]
    [InlineData("[1.5]", "1.5", true)]
    [InlineData("[1.5]", "1.5.1", false)]
    public void A_range_holds_what_it_says(string range, string version, bool expected)
    {
        Assert.True(VersionRange.TryParse(range, out VersionRange? versions));
        Assert.True(PluginVersion.TryParse(version, out PluginVersion? one));
        Assert.Equal(expected, versions.Contains(one));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("[]")]
    [InlineData("[1.0")]
    [InlineData("(1.0)")]
    [InlineData("[2.0,1.0]")]
    [InlineData("[1.0,2.0,3.0]")]
    [InlineData("1.0 or so")]
    [InlineData("01.2")]
    [InlineData("1.2\n")]
    public void What_is_no_range_is_none(string text) => Assert.False(VersionRange.TryParse(text, out _));

    // The order Semantic Versioning 11 gives as its example.
    [Fact]
    public void Versions_are_ordered_as_Semantic_Versioning_says()
    {
        string[] ordered = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.10.0", "2.0.0"];
        PluginVersion[] shuffled = [.. ordered.Reverse().Select(static text => PluginVersion.TryParse(text, out PluginVersion? version) ? version : throw new FormatException(text))];

        Assert.Equal(ordered, shuffled.Order().Select(static version => version.ToString()));
    }
}
