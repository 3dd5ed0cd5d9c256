using System.Runtime.CompilerServices;
using DevFlow.Core.Plugins;

namespace DevFlow.Core.Tests.Plugins;

public sealed class PluginLifecycleTests : IDisposable
{
    private readonly PluginFolders _folders = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void A_plugin_whose_constructor_throws_says_why_and_is_tried_anew()
    {
        PluginManager manager = _folders.Add("sample", PluginFolders.Manifest(), classes: 1, SampleStart.Throws).Manager;

        for (int attempt = 0; attempt < 2; attempt++)
        {
            DevFlowException error = Assert.Throws<DevFlowException>(() => manager.Get("sample"));
            Assert.Equal(ErrorReason.PluginInvalid, error.Reason);
            Assert.Contains("the stars are wrong", error.Message, StringComparison.Ordinal);
        }

        Plugin shown = Assert.Single(manager.List());
        Assert.Equal(PluginState.Failed, shown.State);
        Assert.Contains("the stars are wrong", shown.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_whose_constructor_hangs_costs_its_caller_a_moment_and_others_nothing()
    {
        _folders.Add("hanging", PluginFolders.Manifest("hanging"), classes: 1, SampleStart.Hangs).Add("sound", PluginFolders.Manifest("sound"), classes: 1);
        PluginManager manager = _folders.Create(store: null, TimeSpan.FromMilliseconds(50));

        DevFlowException error = Assert.Throws<DevFlowException>(() => manager.Get("hanging"));

        Assert.Equal(ErrorReason.PluginInvalid, error.Reason);
        Assert.Contains("not started within", error.Message, StringComparison.Ordinal);
        Assert.Contains("Disable-DevFlowPlugin hanging", error.RecommendedAction, StringComparison.Ordinal);
        Assert.NotNull(manager.Get("sound"));
        Assert.Equal([PluginState.Failed, PluginState.Active], manager.List().Select(static plugin => plugin.State));
    }

    [Theory]
    [InlineData("""{"b":"1.0"}""", "it needs the plugin 'b' 1.0, which is not installed")]
    [InlineData("""{"sound":"[2.0,3.0)"}""", "it needs the plugin 'sound' [2.0,3.0), and 1.0 is installed")]
    [InlineData("""{"a":"1.0"}""", "in a circle: a -> a")]
    [InlineData("""{"c":"1.0"}""", "in a circle: a -> c -> a")]
    public void A_plugin_that_lacks_what_it_needs_says_what(string dependencies, string expected)
    {
        PluginManager manager = _folders
            .Add("a", PluginFolders.Manifest("a", more: $",\"dependencies\":{dependencies}"), classes: 1)
            .Add("c", PluginFolders.Manifest("c", more: ",\"dependencies\":{\"a\":\"1.0\"}"), classes: 1)
            .Add("sound", PluginFolders.Manifest("sound"), classes: 1).Manager;

        DevFlowException error = Assert.Throws<DevFlowException>(() => manager.Get("a"));

        Assert.Equal(ErrorReason.PluginInvalid, error.Reason);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(["sound"], manager.Known.Keys);
        Assert.Equal(PluginState.Invalid, manager.List()[0].State);
    }

    [Fact]
    public void What_a_plugin_needs_is_activated_before_it()
    {
        List<string> order = [];
        PluginManager manager = _folders
            .Add("a", PluginFolders.Manifest("a", more: ",\"dependencies\":{\"b\":\"1.0\",\"c\":\"1.0\"}"), classes: 1)
            .Add("b", PluginFolders.Manifest("b", more: ",\"dependencies\":{\"c\":\"1.0\"}"), classes: 1)
            .Add("c", PluginFolders.Manifest("c"), classes: 1).Manager;
        manager.Activated = (id, _) =>
        {
            order.Add(id);
            return null;
        };

        manager.Get("a");

        Assert.Equal(["c", "b", "a"], order);
    }

    public static TheoryData<string> Capabilities => [.. PluginCapability.Words];

    [Theory]
    [MemberData(nameof(Capabilities))]
    public void A_plugin_that_declares_what_it_does_not_do_is_refused(string word)
    {
        PluginManager manager = _folders.Add("sample", PluginFolders.Manifest(more: $",\"capabilities\":[\"{word}\"]"), classes: 1).Manager;

        Assert.Contains($"declares '{word}', which it does not offer", Assert.Throws<DevFlowException>(() => manager.Get("sample")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_switched_off_for_the_session_is_refused_until_it_is_switched_on()
    {
        PluginManager manager = _folders.Add("sample", PluginFolders.Manifest(), classes: 1).Manager;
        manager.Get("sample");

        Plugin off = await manager.DisableAsync("sample", sessionOnly: true, Cancelled);

        Assert.Equal(PluginState.Disabled, off.State);
        Assert.Empty(manager.Known);
        DevFlowException error = Assert.Throws<DevFlowException>(() => manager.Get("sample"));
        Assert.Equal(ErrorReason.PluginDisabled, error.Reason);
        Assert.Equal("Switch it on: Enable-DevFlowPlugin sample.", error.RecommendedAction);
        await manager.EnableAsync("sample", settings: null, sessionOnly: true, Cancelled);
        Assert.NotNull(manager.Get("sample"));
    }

    [Fact]
    public async Task What_another_plugin_needs_or_something_uses_is_not_switched_off()
    {
        PluginManager manager = _folders
            .Add("a", PluginFolders.Manifest("a", more: ",\"dependencies\":{\"b\":\"1.0\"}"), classes: 1)
            .Add("b", PluginFolders.Manifest("b"), classes: 1).Manager;
        manager.FindUse = static _ => "the webhook listener 'x' uses it";
        manager.Get("a");

        DevFlowException needed = await Assert.ThrowsAsync<DevFlowException>(() => manager.DisableAsync("b", sessionOnly: true, Cancelled));
        DevFlowException used = await Assert.ThrowsAsync<DevFlowException>(() => manager.DisableAsync("a", sessionOnly: true, Cancelled));

        Assert.Contains("the plugin 'a' needs it", needed.Message, StringComparison.Ordinal);
        Assert.Contains("the webhook listener 'x' uses it", used.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_of_a_stranger_leaves_the_process_when_it_is_switched_off()
    {
        PluginManager manager = _folders.Manager;
        manager.Decide(static session => session.With(SamplePackage()));
        await manager.SettleAsync();
        WeakReference loaded = Load(manager);
        Assert.True(loaded.IsAlive);

        await manager.DisableAsync("sample", sessionOnly: true, Cancelled);

        for (int i = 0; loaded.IsAlive && i < 50; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(loaded.IsAlive);
    }

    [Fact]
    public async Task What_a_plugin_registered_and_used_ends_before_it_does()
    {
        List<string> ended = [];
        PluginManager manager = _folders.Add("sample", PluginFolders.Manifest(), classes: 1).Manager;
        manager.Activated = (id, _) => new Ending(() => ended.Add($"registered by {id}"));
        manager.Ending = id => ended.Add($"used of {id}");
        manager.Changed = () => ended.Add("changed");
        manager.Get("sample");

        await manager.DisableAsync("sample", sessionOnly: true, Cancelled);

        Assert.Equal(["used of sample", "registered by sample", "changed"], ended);
    }

    [Fact]
    public async Task What_is_loaded_ends_with_the_engine()
    {
        List<string> ended = [];
        PluginManager manager = _folders.Add("sample", PluginFolders.Manifest(), classes: 1).Manager;
        manager.Activated = (id, _) => new Ending(() => ended.Add(id));
        manager.Get("sample");

        await manager.DisposeAsync();

        Assert.Equal(["sample"], ended);
    }

    public void Dispose() => _folders.Dispose();

    private static PluginPackage SamplePackage() => new(
        new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["plugin.json"] = System.Text.Encoding.UTF8.GetBytes(PluginFolders.Manifest()),
            ["Sample.dll"] = SampleAssembly.Emit(),
        },
        "memory");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Load(PluginManager manager) => new(manager.Get("sample").GetType().Assembly);

    private sealed class Ending(Action act) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            act();
            return ValueTask.CompletedTask;
        }
    }
}
