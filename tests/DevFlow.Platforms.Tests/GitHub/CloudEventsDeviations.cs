namespace DevFlow.Platforms.Tests.GitHub;

/// <summary>Where DevFlow leaves the CNCF's adapter table for GitHub, and why. Anything not listed here must match it.</summary>
internal static class CloudEventsDeviations
{
    private const string NoRepository = "The payload has no repository; source is required, so it is the organization's address, or else the API's.";

    /// <summary>By event and attribute.</summary>
    public static readonly IReadOnlyDictionary<(string Event, string Attribute), string> Reasons = new Dictionary<(string, string), string>
    {
        [("dependabot_alert", "subject")] = "Alerts have a number and no id.",
        [("deployment_review", "source")] = "The payload has no deployment; source is required, so it is the repository's address.",
        [("membership", "source")] = "A deleted team has no address any more; source is required, so it is the organization's.",
        [("projects_v2_item", "source")] = NoRepository,
        [("sponsorship", "source")] = NoRepository,
        [("team", "source")] = NoRepository,
        [("team_add", "type")] = "The payload has no action, so the type ends with the event.",
        [("repository_dispatch", "type")] = "The table forgets the dot between the event and the action.",
        [("status", "type")] = "The table ends the type with a dot and leaves open whether the state follows.",
    };
}
