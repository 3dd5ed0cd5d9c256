using System.Collections.Concurrent;
using System.Security.Cryptography;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What all hooks of a sandbox share, and the end of their work.</summary>
internal sealed class HookDispatcher(Links links, TimeProvider clock) : IAsyncDisposable
{
    private readonly HttpClient _strict = LoopbackClient.Create(anyCertificate: false);
    private readonly HttpClient _lenient = LoopbackClient.Create(anyCertificate: true);
    private readonly ConcurrentBag<HookSender> _senders = [];

    public Links Links { get; } = links;

    /// <summary>Numbers the hooks.</summary>
    public IdSource Ids { get; } = new(380_000_001);

    public TimeProvider Clock { get; } = clock;

    /// <summary><c>GitHub-Hookshot/</c> and seven hex digits, as GitHub's deployments have.</summary>
    public string UserAgent { get; } = "GitHub-Hookshot/" + RandomNumberGenerator.GetHexString(7, lowercase: true);

    public HttpClient Client(Hook hook) => hook.InsecureSsl ? _lenient : _strict;

    public HookSender Open(Hook hook)
    {
        HookSender sender = new(hook, this);
        _senders.Add(sender);
        return sender;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (HookSender sender in _senders)
        {
            sender.Stop();
        }

        await Task.WhenAll(_senders.Select(sender => sender.Completion)).ConfigureAwait(false);
        foreach (HookSender sender in _senders)
        {
            sender.Dispose();
        }

        _strict.Dispose();
        _lenient.Dispose();
    }
}
