using System.Text.Json;
using DevFlow.Core.Plugins;

namespace DevFlow.Core.Tests.Plugins;

public sealed class SettingsSchemaTests
{
    private static readonly SettingsSchema Schema = PluginManifest.Parse(
        System.Text.Encoding.UTF8.GetBytes(PluginFolders.Manifest(more: """
            ,"settings":{"properties":{
              "region":{"type":"string","enum":["eu","us"],"description":"Where it stands"},
              "pageSize":{"type":"integer","minimum":1,"maximum":100,"default":50},
              "share":{"type":"number","maximum":0.5},
              "name":{"type":"string","pattern":"^[a-z]+$","minLength":2,"maxLength":8},
              "strict":{"type":"boolean"}},"required":["region"]}
            """)),
        "test").Settings!;

    [Theory]
    [InlineData("""{"region":"eu"}""", null)]
    [InlineData("""{"region":"eu","pageSize":1,"share":0.5,"name":"abc","strict":true}""", null)]
    [InlineData("""{}""", "'region' is missing")]
    [InlineData("""{"region":"asia"}""", "'region' must be one of: eu, us")]
    [InlineData("""{"region":7}""", "'region' must be a string")]
    [InlineData("""{"region":"eu","pageSize":0}""", "'pageSize' must be at least 1")]
    [InlineData("""{"region":"eu","pageSize":101}""", "'pageSize' must be at most 100")]
    [InlineData("""{"region":"eu","pageSize":1.5}""", "'pageSize' must be an integer")]
    [InlineData("""{"region":"eu","share":0.6}""", "'share' must be at most 0.5")]
    [InlineData("""{"region":"eu","name":"a"}""", "'name' must have 2 to 8 characters")]
    [InlineData("""{"region":"eu","name":"ABC"}""", "'name' must fit the pattern ^[a-z]+$")]
    [InlineData("""{"region":"eu","strict":"yes"}""", "'strict' must be a boolean")]
    [InlineData("""{"region":"eu","regoin":"us"}""", "'regoin' is unknown; there are: name, pageSize, region, share, strict")]
    [InlineData("""[]""", "the settings are no object")]
    public void Settings_fit_or_it_is_said_why_not(string settings, string? fault) =>
        Assert.Equal(fault, Schema.FindFaults(JsonDocument.Parse(settings).RootElement).SingleOrDefault());

    [Fact]
    public void All_faults_are_told_at_once() =>
        Assert.Equal(3, Schema.FindFaults(JsonDocument.Parse("""{"pageSize":0,"strict":1}""").RootElement).Count);

    [Fact]
    public void What_is_not_set_has_its_default()
    {
        JsonElement complete = Schema.Complete(JsonDocument.Parse("""{"region":"us"}""").RootElement);

        Assert.Equal(("us", 50), (complete.GetProperty("region").GetString(), complete.GetProperty("pageSize").GetInt32()));
        Assert.Equal("region: eu | us (Where it stands), required", Schema.Describe()[0]);
    }
}
