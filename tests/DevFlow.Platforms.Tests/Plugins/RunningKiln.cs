using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.Plugins;

internal sealed class RunningKiln(KilnServer server) : RunningPlatform
{
    public KilnServer Server => server;

    public override Uri BaseUri => server.BaseUri;

    public override string Token => server.Token;

    public override string? UserName => null;

    public override void Hold() => server.Gate = new TaskCompletionSource().Task;

    public override ValueTask DisposeAsync() => server.DisposeAsync();
}
