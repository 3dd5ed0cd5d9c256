using DevFlow.Sandbox.Limits;

namespace DevFlow.Sandbox.Jira;

/// <summary>What Cloud's limits say to one request.</summary>
internal sealed class CloudReadings
{
    public required Reading Burst { get; init; }

    /// <summary>The points of the app; null where no app asks.</summary>
    public Reading? Quota { get; set; }

    /// <summary>The points of the site's apps, not enforced yet.</summary>
    public Reading? Tenant { get; set; }

    /// <summary>The limit that refused.</summary>
    public (string Reason, Reading Reading)? Refusal { get; init; }
}
