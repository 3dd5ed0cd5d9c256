using System.Collections.Frozen;

namespace DevFlow.Slack;

/// <summary>
/// Slack's limits (docs.slack.dev/apis/web-api/rate-limits, and each method's page): calls a minute of each method, by one app in
/// one workspace. The numbers are floors; answers tell nothing until one is refused. How minutes are aligned is not published:
/// rolling ones are right for any alignment.
/// </summary>
internal sealed class SlackPolicies
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FrozenDictionary<string, RateLimitPolicy> _byMethod;

    public SlackPolicies()
    {
        _byMethod = (
            from tier in ((RateLimitPolicy Policy, string Methods)[])
            [
                (Tier1, "apps.connections.open apps.manifest.create apps.manifest.delete apps.uninstall conversations.listConnectInvites tooling.tokens.rotate"),
                (Tier2, """
                    apps.manifest.update auth.teams.list bookmarks.add bookmarks.edit bookmarks.remove calls.add calls.end calls.info calls.participants.add
                    calls.participants.remove calls.update conversations.acceptSharedInvite conversations.approveSharedInvite conversations.archive conversations.close
                    conversations.create conversations.declineSharedInvite conversations.inviteShared conversations.list conversations.rename conversations.setPurpose
                    conversations.setTopic conversations.unarchive dnd.endDnd dnd.endSnooze dnd.setSnooze dnd.teamInfo emoji.list files.comments.delete
                    files.remote.add files.remote.info files.remote.list files.remote.remove files.remote.share files.remote.update files.upload migration.exchange
                    pins.add pins.list pins.remove reactions.list reactions.remove reminders.add reminders.complete reminders.delete reminders.info reminders.list
                    search.all search.files search.messages stars.add stars.remove team.accessLogs team.billableInfo team.integrationLogs team.preferences.list
                    usergroups.create usergroups.disable usergroups.enable usergroups.list usergroups.update usergroups.users.list usergroups.users.update
                    users.deletePhoto users.list users.setActive users.setPhoto users.setPresence
                    """),
                (Tier3, """
                    apps.manifest.export auth.revoke bookmarks.list bots.info chat.delete chat.deleteScheduledMessage chat.meMessage chat.scheduleMessage
                    chat.scheduledMessages.list chat.unfurl chat.update conversations.history conversations.info conversations.invite conversations.join
                    conversations.kick conversations.leave conversations.mark conversations.open conversations.replies dnd.info files.delete files.list
                    files.revokePublicURL files.sharedPublicURL reactions.add reactions.get stars.list team.billing.info team.info team.profile.get
                    users.conversations users.getPresence users.identity users.lookupByEmail users.profile.set
                    """),
                (Tier4, """
                    api.test apps.event.authorizations.list apps.manifest.validate chat.postEphemeral conversations.members dialog.open
                    files.completeUploadExternal files.getUploadURLExternal files.info oauth.access oauth.v2.access oauth.v2.exchange openid.connect.token
                    openid.connect.userInfo users.info users.profile.get views.open views.publish views.push views.update
                    """),
                (Special, "assistant.threads.setStatus auth.test chat.getPermalink chat.postMessage"),
            ]
            from method in tier.Methods.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
            select KeyValuePair.Create(method, tier.Policy)).ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>"One a minute and more, some burst is tolerated": a socket that is lost has to be opened anew at once, so more is tried, one call at a time.</summary>
    public RateLimitPolicy Tier1 { get; } = Tier("tier1", 1) with { IsLearned = true };

    public RateLimitPolicy Tier2 { get; } = Tier("tier2", 20);

    public RateLimitPolicy Tier3 { get; } = Tier("tier3", 50);

    public RateLimitPolicy Tier4 { get; } = Tier("tier4", 100);

    /// <summary>Methods of which only "several hundred calls a minute" is published.</summary>
    public RateLimitPolicy Special { get; } = Tier("special", 300) with { IsLearned = true };

    /// <summary>Methods this table does not know: held to the floor of most others until they show more.</summary>
    public RateLimitPolicy Unknown { get; } = Tier("unpublished", 20) with { IsLearned = true };

    /// <summary>Messages: about one a second in each channel.</summary>
    public RateLimitPolicy Channel { get; } = Tier("channel", 1) with { Window = TimeSpan.FromSeconds(1) };

    /// <summary>Messages by an incoming webhook, which has one channel.</summary>
    public RateLimitPolicy Hook { get; } = Tier("webhook", 1) with { Window = TimeSpan.FromSeconds(1) };

    /// <summary>Changes of one user's profile.</summary>
    public RateLimitPolicy ProfileUser { get; } = Tier("profile-user", 10);

    /// <summary>Changes of profiles by one token.</summary>
    public RateLimitPolicy ProfileToken { get; } = Tier("profile-token", 30);

    public IReadOnlyList<RateLimitPolicy> All => [Tier1, Tier2, Tier3, Tier4, Special, Unknown, Channel, Hook, ProfileUser, ProfileToken];

    public RateLimitPolicy Of(string method) => _byMethod.GetValueOrDefault(method, Unknown);

    private static RateLimitPolicy Tier(string name, double limit) => new()
    {
        Name = name,
        Kind = RateLimitKind.RollingWindow,
        Limit = limit,
        Window = Minute,
    };
}
