using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace DevFlow.PowerShell.Views;

/// <summary>
/// How the contract's objects appear in a session: with the columns of DevFlow.Format.ps1xml also where an object follows
/// one of another kind and is shown as a list.
/// </summary>
/// <remarks>Attached object by object: a Types.ps1xml that says the same costs a third of the module's import time.</remarks>
internal static class Presentation
{
    private static readonly (Type Type, string[] Columns)[] Kinds =
    [
        (typeof(Event), ["Sequence", "Time", "Topic", "Subject", "CorrelationId"]),
        (typeof(Connection), ["Name", "Platform", "Account", "BaseUri", "TokenKind", "ExpiresAt", "IsDefault"]),
        (typeof(ConnectionHealth), ["Connection", "IsHealthy", "Account", "TokenKind", "Scopes", "ExpiresAt", "Latency", "ClockOffset", "Unchecked", "Problem", "Fix"]),
        (typeof(EnvironmentCheck), ["Name", "Status", "Message", "Fix"]),
        (typeof(Repository), ["FullName", "Visibility", "DefaultBranch", "ChangedAt", "Description", "Uri"]),
        (typeof(Project), ["Key", "Name", "Kind", "Uri"]),
        (typeof(ChatChannel), ["Name", "Id", "IsPrivate", "IsMember", "Members", "Topic"]),
        (typeof(Credential), ["Name", "Kind", "Platform", "Account", "Origin", "State", "ExpiresAt", "Version"]),
        (typeof(AuditEntry), ["Sequence", "Time", "Operation", "Name", "Version", "Error", "Actor", "Command", "Script", "Detail", "Why", "Target"]),
        (typeof(StoreReport), ["IsSound", "VerifiedAt", "Credentials", "AuditEntries", "Findings"]),
        (typeof(StoreRepair), ["RepairedAt", "Found", "SetAside", "Left"]),
        (typeof(CredentialStoreStatus), ["Path", "State", "UnlockedBy", "LocksAt", "RootKeyChangePending", "Methods"]),
        (typeof(UnlockMethod), ["Id", "Kind", "Protection", "Detail", "AddedAt", "Answer"]),
        (typeof(RateLimit), ["Connection", "Bucket", "Limit", "Used", "Remaining", "ResetsAt", "RatePerMinute", "ExhaustsAt", "Confidence"]),
        (typeof(Plugin), ["Id", "Name", "Version", "Source", "State", "Capabilities", "Settings", "Problem"]),
        (typeof(PluginReport), ["Id", "Version", "IsSound", "Digest", "Checks"]),
        (typeof(PluginCheck), ["Name", "Passed", "Detail"]),
        (typeof(PlatformStatus), ["Platform", "Name", "State", "BaseUri", "Capabilities", "Connections"]),
        (typeof(CircuitBreaker), ["Host", "Bucket", "State", "Failures", "Calls", "RetryAt", "LastFailure"]),
        (typeof(EventSubscription), ["Name", "Topic", "Handled", "Failed", "Waiting", "LastError"]),
        (typeof(EventDelivery), ["Handler", "Event", "Attempt", "EndedAt", "Duration", "Error"]),
        (typeof(EventMiddleware), ["Name", "Stage", "Topic", "Passed", "Stopped", "Failed", "LastError"]),
        (typeof(EventStatistics), ["Stored", "Volatile", "Duplicates", "Stopped", "Refused", "Handled", "Failed", "Waiting", "Handlers", "JournalEvents", "JournalBytes", "DeadLetters"]),
        (typeof(RateLimitForecast), ["Connection", "Bucket", "RatePerMinute", "SafeRatePerMinute", "ExhaustionChance", "ExhaustsAt", "PlanEndsAt"]),
        (typeof(CausationNode), ["Depth", "Event"]),
        (typeof(DeadLetter), ["Id", "Handler", "FailedAt", "Attempts", "Event", "Error"]),
        (typeof(WebhookListener), ["Name", "Platform", "Uri", "IsListening", "Accepted", "Duplicates", "Rejected"]),
        (typeof(WebhookSource), ["Name", "Platform", "Uri", "Accepted", "Duplicates", "Rejected", "LastAt"]),
        (typeof(WebhookDelivery), ["ReceivedAt", "Source", "Outcome", "Status", "Topic", "Client", "Reason"]),
        (typeof(WebhookVerdict), ["Platform", "IsValid", "Match", "Problem", "RecommendedAction", "Topic", "Checks"]),
        (typeof(WebhookSendResult), ["Uri", "Id", "Status", "Duration", "Answer"]),
        (typeof(WebhookRegistration), ["Id", "Target", "Uri", "Events", "IsActive", "CredentialName"]),
        (typeof(WebhookRecovery), ["SentAt", "Event", "EventId", "Outcome", "Status"]),
        (typeof(SandboxServer), ["Platform", "BaseUri", "IsRunning", "Requests", "Refusals"]),
        (typeof(SandboxRequest), ["Number", "Time", "Method", "Path", "Status", "Refusal", "Fault"]),
    ];

    // PowerShell keeps such members with the object, not with its wrapping: to attach them twice is an error.
    private static readonly ConditionalWeakTable<object, PSObject> Shown = [];

    /// <summary>The object as a session shall see it; anything else than the contract's objects as it is.</summary>
    public static object Of(object value) =>
        ColumnsOf(value) is { } columns ? Shown.GetValue(value, key => Attach(key, columns)) : value;

    private static string[]? ColumnsOf(object value)
    {
        foreach ((Type type, string[] columns) in Kinds)
        {
            if (type.IsInstanceOfType(value))
            {
                return columns;
            }
        }

        return null;
    }

    private static PSObject Attach(object value, string[] columns)
    {
        PSObject shown = PSObject.AsPSObject(value);
        shown.Members.Add(new PSMemberSet("PSStandardMembers", [new PSPropertySet("DefaultDisplayPropertySet", columns)]));
        return shown;
    }
}
