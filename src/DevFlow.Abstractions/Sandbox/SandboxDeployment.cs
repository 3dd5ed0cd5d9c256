namespace DevFlow;

/// <summary>Which of a vendor's products a sandbox stands in for.</summary>
public enum SandboxDeployment
{
    /// <summary>The vendor's own cloud.</summary>
    Cloud,

    /// <summary>The product a company runs itself: Jira Data Center.</summary>
    DataCenter,
}
