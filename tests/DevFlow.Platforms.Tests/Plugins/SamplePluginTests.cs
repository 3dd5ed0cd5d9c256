using System.Runtime.CompilerServices;
using System.Text.Json;
using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Events;
using DevFlow.Core.Plugins;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.Plugins;

/// <summary>What only the sample plugin takes part in: settings, events, logins that renew themselves, leaving the process.</summary>
[Collection(nameof(PlatformContractTests))]
public sealed class SamplePluginTests
{
    private static readonly PlatformFacts Kiln = PlatformFacts.All["kiln"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "main", EventPriority.High)]
    [InlineData(null, "release", EventPriority.Normal)]
    [InlineData("""{"urgentBranch":"release"}""", "release", EventPriority.High)]
    [InlineData("""{"urgentBranch":"release"}""", "main", EventPriority.Normal)]
    public async Task Its_middleware_works_as_it_is_told(string? settings, string branch, EventPriority expected)
    {
        await using ContractHost host = await ContractHost.StartAsync("kiln", settings is null ? null : JsonElement.Parse(settings));
        host.Engine.Plugins.Get("kiln");

        Assert.Equal(expected, (await PublishBuildAsync(host, "1", branch, "failed")).Priority);
        Assert.Equal(EventPriority.Normal, (await PublishBuildAsync(host, "2", branch, "finished")).Priority);
    }

    [Fact]
    public async Task A_setting_it_does_not_have_is_refused_and_nothing_is_installed()
    {
        await using ContractHost host = await ContractHost.StartAsync("none");
        PluginPackage package = host.Engine.Installer.Read(ContractHost.SamplePath, digest: null, force: false);

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() =>
            host.Engine.Installer.InstallAsync(package, JsonElement.Parse("""{"urgentBranches":"main"}"""), sessionOnly: false, force: false, Cancelled));

        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
        Assert.Contains("'urgentBranches' is unknown; there are: urgentBranch", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Engine.Plugins.List(), static plugin => plugin.Id == "kiln");
    }

    [Fact]
    public async Task Other_settings_hold_from_the_next_event_on()
    {
        await using ContractHost host = await ContractHost.StartAsync("kiln");
        host.Engine.Plugins.Get("kiln");

        await host.Engine.Plugins.EnableAsync("kiln", JsonElement.Parse("""{"urgentBranch":"release"}"""), sessionOnly: true, Cancelled);
        host.Engine.Plugins.Get("kiln");

        Assert.Equal(EventPriority.High, (await PublishBuildAsync(host, "1", "release", "failed")).Priority);
        Assert.Equal("kiln/urgent", Assert.Single(host.Engine.Events.Middleware).Name);
    }

    [Fact]
    public async Task Its_events_stand_in_one_story_with_those_of_other_platforms()
    {
        await using ContractHost host = await ContractHost.StartAsync("kiln");

        Event build = await PublishBuildAsync(host, "1", "main", "finished");
        Event push = await PublishAsync(host, "github.push", "2", $$"""{"after":"{{new string('a', 40)}}"}""");

        Assert.Equal(build.CorrelationId, push.CorrelationId);
    }

    [Fact]
    public async Task A_login_to_it_renews_itself()
    {
        await using RunningKiln running = new(new KilnServer());
        await using ContractHost host = await ContractHost.StartAsync("kiln");
        using TokenSet login = new(SecretBuffer.FromChars("kln_that-has-ended"), SecretBuffer.FromChars(running.Server.RefreshToken));
        await host.Engine.CredentialEditor.StoreAsync(new CredentialRequest { Name = "login", Platform = "kiln", BaseUri = running.BaseUri }, login, AuditNote.None, Cancelled);

        Connection connection = await host.Engine.Connections.ConnectAsync(new ConnectRequest { Platform = "kiln", BaseUri = running.BaseUri, CredentialName = "login" }, Cancelled);

        Assert.Equal("ada", connection.Account);
        Assert.True(host.Engine.Credentials.Find("login")!.Version > 1);
        Assert.Equal(["GET /api/v1/me", "POST /api/v1/refresh", "GET /api/v1/me"], running.Server.Requests);
    }

    [Theory]
    [InlineData(SampleUse.Publishing)]
    [InlineData(SampleUse.Connecting)]
    [InlineData(SampleUse.Listing)]
    public async Task Switched_off_after_its_work_it_leaves_the_process(SampleUse use)
    {
        await using RunningPlatform running = await Kiln.StartAsync(null);
        await using ContractHost host = await ContractHost.StartAsync("kiln");
        await UseAsync(host, running, use);

        // What ended by itself has called this from within: its frames hold the plugin until the stack is another.
        await Task.Yield();
        WeakReference loaded = Loaded(host);
        Assert.True(loaded.IsAlive);

        await host.Engine.Plugins.DisableAsync("kiln", sessionOnly: false, Cancelled);
        for (int i = 0; loaded.IsAlive && i < 50; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(loaded.IsAlive);
        Assert.Empty(host.Engine.Events.Middleware);
        Assert.All(host.Engine.Connections.List(), connection => Assert.Equal(ErrorReason.PluginDisabled, Assert.Throws<DevFlowException>(() => host.Engine.Connections.Open(connection)).Reason));
    }

    [Fact]
    public async Task While_a_listener_uses_it_it_stays()
    {
        await using ContractHost host = await ContractHost.StartAsync("kiln");
        using SecretBuffer secret = SecretBuffer.FromChars(Kiln.WebhookSecret);
        await host.ListenAsync("kiln", secret, "builds");

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => host.Engine.Plugins.DisableAsync("kiln", sessionOnly: true, Cancelled));

        Assert.Contains("the webhook listener 'builds' uses it", error.Message, StringComparison.Ordinal);
        Assert.Equal(PluginState.Active, host.Engine.Plugins.List().Single(static plugin => plugin.Id == "kiln").State);
    }

    [Fact]
    public async Task It_has_no_plugin_class_in_sight_of_the_host_and_no_engine_in_sight_of_it()
    {
        await using ContractHost host = await ContractHost.StartAsync("kiln");
        System.Reflection.Assembly assembly = host.Engine.Plugins.Get("kiln").GetType().Assembly;

        Assert.Equal("DevFlow.Plugin.kiln", System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(assembly)!.Name);
        Assert.Equal(["DevFlow.Abstractions"], assembly.GetReferencedAssemblies().Select(static name => name.Name).Where(static name => name!.StartsWith("DevFlow", StringComparison.Ordinal)));
        Assert.Empty(assembly.Location);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Loaded(ContractHost host) => new(host.Engine.Plugins.Get("kiln").GetType().Assembly);

    private static async Task UseAsync(ContractHost host, RunningPlatform running, SampleUse use)
    {
        if (use == SampleUse.Publishing)
        {
            await PublishBuildAsync(host, "1", "main", "failed");
        }
        else
        {
            Connection connection = await host.ConnectAsync(Kiln, running);
            await (use == SampleUse.Listing ? host.CountAsync(connection, Kiln, 20, Cancelled) : Task.CompletedTask);
        }
    }

    private static Task<Event> PublishBuildAsync(ContractHost host, string id, string branch, string status) =>
        PublishAsync(host, "kiln.build.finished", id, System.Text.Encoding.UTF8.GetString(KilnServer.Payload(status, branch)));

    private static async Task<Event> PublishAsync(ContractHost host, string topic, string id, string json)
    {
        Event draft = new() { Id = id, Source = "devflow:test", Type = topic, Topic = topic, Time = TimeProvider.System.GetUtcNow(), Data = JsonElement.Parse(json) };
        PublishResult result = await host.Engine.Events.PublishAsync(draft, Cancelled);
        return result.Event!;
    }
}
