namespace DevFlow.Sandbox.Webhooks;

/// <summary>What the platforms publish about time-outs, retries and switched-off hooks.</summary>
internal static class DeliveryPolicies
{
    /// <summary>10 s and never again.</summary>
    /// <remarks>https://docs.github.com/webhooks/using-webhooks/best-practices-for-using-webhooks</remarks>
    public static DeliveryPolicy GitHub { get; } = new() { Timeout = TimeSpan.FromSeconds(10), MaxResponseBody = 64 * 1024 };

    /// <summary>10 s, no retries; four failures in a row switch a hook off for a minute, doubling to a day, forty for good.</summary>
    /// <remarks>https://docs.gitlab.com/user/project/integrations/webhooks/#auto-disabled-webhooks</remarks>
    public static DeliveryPolicy GitLab { get; } = new()
    {
        Timeout = TimeSpan.FromSeconds(10),
        SuccessBelow = 400,
        Disable = new FailuresInARow(4, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1), 40),
    };

    /// <summary>30 s; five retries 5 to 15 minutes apart of what may pass; one try each after half an hour of failures.</summary>
    /// <remarks>https://developer.atlassian.com/cloud/jira/platform/webhooks/</remarks>
    public static DeliveryPolicy Jira { get; } = new()
    {
        Timeout = TimeSpan.FromSeconds(30),
        Retries =
        [
            TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(7.5), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(12.5), TimeSpan.FromMinutes(15),
        ],
        RetriesStatus = status => status is 408 or 409 or 425 or 429 or >= 500,
        RetriesEndAfter = TimeSpan.FromMinutes(30),
    };

    /// <summary>Data Center: no retries are documented.</summary>
    public static DeliveryPolicy JiraDataCenter { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>3 s, two redirects, three retries; off when more than 95 % of at least 1000 events an hour fail.</summary>
    /// <remarks>https://docs.slack.dev/apis/events-api/#retries</remarks>
    public static DeliveryPolicy Slack { get; } = new()
    {
        Timeout = TimeSpan.FromSeconds(3),
        Redirects = 2,
        Retries = [TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)],
        NoRetryHeader = "X-Slack-No-Retry",
        MaxResponseBody = 256 * 1024,
        Disable = new FailureShare(0.95, TimeSpan.FromHours(1), 1000),
    };
}
