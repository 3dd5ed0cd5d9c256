using DevFlow.Core.Plugins;

namespace DevFlow.Core.Tests.Plugins;

public sealed class PluginManagerTests : IDisposable
{
    private readonly PluginFolders _folders = new();

    [Fact]
    public void A_plugin_is_found_and_activated_once_whatever_the_case_of_its_id()
    {
        PluginManager manager = _folders.Add("sample", PluginFolders.Manifest(), classes: 1).Manager;

        Assert.Same(manager.Get("sample"), manager.Get("SAMPLE"));
        Assert.Single(_folders.Log.Lines, static line => line.StartsWith("Activated", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_platform_names_the_known_ones()
    {
        PluginManager manager = _folders.Add("b", PluginFolders.Manifest("beta")).Add("a", PluginFolders.Manifest("alpha")).Manager;

        DevFlowException error = Assert.Throws<DevFlowException>(() => manager.Get("gamma"));

        Assert.Equal(ErrorReason.UnknownPlatform, error.Reason);
        Assert.Equal("gamma", error.Target);
        Assert.Equal("Use one of: alpha, beta.", error.RecommendedAction);
    }

    public static TheoryData<string, string> BadManifests => new()
    {
        { "not JSON", "{" },
        { "empty", "" },
        { "null", "null" },
        { "an id of null", PluginFolders.Manifest().Replace("\"sample\"", "null", StringComparison.Ordinal) },
        { "an assembly of null", PluginFolders.Manifest().Replace("\"Sample.dll\"", "null", StringComparison.Ordinal) },
        { "a missing field", """{"id":"sample"}""" },
        { "a wrong type", """["sample"]""" },
        { "another contract", PluginFolders.Manifest(contract: "9.9") },
        { "an empty id", PluginFolders.Manifest(id: "") },
        { "a long id", PluginFolders.Manifest(id: new string('a', 33)) },
        { "the engine's own id", PluginFolders.Manifest(id: "devflow") },
        { "an id in capitals", PluginFolders.Manifest(id: "Sample") },
        { "an id that is a path", PluginFolders.Manifest(id: "../x") },
        { "an empty assembly", PluginFolders.Manifest(assembly: "") },
        { "an assembly elsewhere", PluginFolders.Manifest(assembly: "../Sample.dll") },
        { "a misspelt property", PluginFolders.Manifest(more: ",\"dependancies\":{}") },
        { "a property twice", PluginFolders.Manifest(more: ",\"id\":\"other\"") },
        { "a version that is none", PluginFolders.Manifest(version: "one") },
        { "a contract that is no range", PluginFolders.Manifest(contract: "[1") },
        { "a dependency on a path", PluginFolders.Manifest(more: ",\"dependencies\":{\"../x\":\"1.0\"}") },
        { "a dependency on no version", PluginFolders.Manifest(more: ",\"dependencies\":{\"jira\":\"\"}") },
        { "a dependency on null", PluginFolders.Manifest(more: ",\"dependencies\":{\"jira\":null}") },
        { "a capability of two words", PluginFolders.Manifest(more: ",\"capabilities\":[\"two words\"]") },
        { "a capability of null", PluginFolders.Manifest(more: ",\"capabilities\":[null]") },
        { "a name over two lines", PluginFolders.Manifest().Replace("\"Sample\"", "\"Sam\\nple\"", StringComparison.Ordinal) },
        { "half of a surrogate pair", PluginFolders.Manifest().Replace("\"Sample\"", "\"\\ud800\"", StringComparison.Ordinal) },
        { "capabilities that are no list", PluginFolders.Manifest(more: ",\"capabilities\":\"events\"") },
        { "a schema with an unknown keyword", PluginFolders.Manifest(more: ""","settings":{"properties":{"a":{"type":"string","format":"uri"}}}""") },
        { "a schema with a pattern that is none", PluginFolders.Manifest(more: ""","settings":{"properties":{"a":{"type":"string","pattern":"("}}}""") },
        { "a schema with a wrong default", PluginFolders.Manifest(more: ""","settings":{"properties":{"a":{"type":"integer","default":"x"}}}""") },
        { "a schema that requires what it does not name", PluginFolders.Manifest(more: ""","settings":{"properties":{},"required":["a"]}""") },
        { "an assembly that is a device", PluginFolders.Manifest(assembly: "NUL.dll") },
        { "a huge file", PluginFolders.Manifest() + new string(' ', 65536) },
    };

    [Theory]
    [MemberData(nameof(BadManifests))]
    public void A_manifest_that_is_wrong_is_warned_about_and_takes_no_other_plugin_down(string why, string manifest)
    {
        PluginManager manager = _folders.Add("bad", manifest).Add("good", PluginFolders.Manifest("good"), classes: 1).Manager;

        Assert.Equal(["good"], manager.Known.Keys);
        Assert.NotNull(manager.Get("good"));
        Assert.True(_folders.Log.Lines.Any(static line => line.Contains("bad", StringComparison.Ordinal) && line.Contains("cannot be used", StringComparison.Ordinal)), why);
    }

    [Fact]
    public void Of_two_plugins_with_one_id_the_first_folder_wins_and_the_second_is_named()
    {
        PluginManager manager = _folders.Add("1-first", PluginFolders.Manifest()).Add("2-second", PluginFolders.Manifest()).Manager;

        Assert.EndsWith("1-first", manager.Find("sample").Location, StringComparison.Ordinal);
        Assert.Contains("2-second", Assert.Single(_folders.Log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void An_assembly_must_have_exactly_one_plugin_class(int classes)
    {
        PluginManager manager = _folders.Add("sample", PluginFolders.Manifest(), classes).Manager;

        DevFlowException error = Assert.Throws<DevFlowException>(() => manager.Get("sample"));

        Assert.Equal(ErrorReason.PluginInvalid, error.Reason);
        Assert.Contains($"{classes} public classes", error.Message, StringComparison.Ordinal);
        Assert.Equal("sample", error.Target);
    }

    [Fact]
    public void A_missing_assembly_is_named()
    {
        PluginManager manager = _folders.Add("sample", PluginFolders.Manifest()).Manager;

        DevFlowException error = Assert.Throws<DevFlowException>(() => manager.Get("sample"));

        Assert.Equal(ErrorReason.PluginInvalid, error.Reason);
        Assert.Contains("Sample.dll", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.RecommendedAction);
    }

    [Fact]
    public void A_file_that_is_no_assembly_is_an_error()
    {
        PluginManager manager = _folders.Add("sample", PluginFolders.Manifest()).Manager;
        _folders.Write("sample", "Sample.dll", "not an assembly");

        Assert.Equal(ErrorReason.PluginInvalid, Assert.Throws<DevFlowException>(() => manager.Get("sample")).Reason);
    }

    public void Dispose() => _folders.Dispose();
}
