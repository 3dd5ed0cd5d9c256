using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Something hooks are told.</summary>
/// <param name="Event">The value of X-GitHub-Event.</param>
/// <param name="Action">The <c>action</c> in the body; null for events without one, such as <c>push</c>.</param>
/// <param name="Repository">Where; null for what happens to an organisation.</param>
/// <param name="Sender">Who.</param>
/// <param name="Answered">Ends when the request that caused it has its answer; no delivery overtakes it.</param>
/// <param name="WriteFields">
/// Writes the members that only this event has, into an object that is begun; <c>action</c>, <c>repository</c>,
/// <c>organization</c> and <c>sender</c> are added. Called before Publish returns, and only where a hook listens.
/// </param>
internal sealed record HookNotice(
    string Event, string? Action, Repository? Repository, Account Sender, Task Answered, Action<Utf8JsonWriter, Links> WriteFields)
{
    private byte[]? _json;

    /// <summary>The organisation it happens in.</summary>
    public Account? Organization { get; init; } = OrganizationOf(Repository);

    /// <summary>The installation through which an App hears of it; null for all others.</summary>
    public Installation? Installation { get; private init; }

    /// <summary>The same for an App.</summary>
    public HookNotice For(Installation installation) => this with { Installation = installation, _json = null };

    public static Account? OrganizationOf(Repository? repository) => repository?.Owner is { IsOrganization: true } owner ? owner : null;

    /// <summary>The payload: written once, however many hooks listen.</summary>
    public byte[] ToJson(Links links)
    {
        if (_json is null)
        {
            using JsonBuffer buffer = JsonBuffer.Rent();
            HookPayload.Write(buffer.Writer, this, links);
            _json = buffer.Finish().ToArray();
        }

        return _json;
    }
}
