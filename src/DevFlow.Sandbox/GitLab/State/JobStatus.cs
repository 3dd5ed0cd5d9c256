namespace DevFlow.Sandbox.GitLab;

/// <summary>The states of jobs and pipelines that occur here.</summary>
internal static class JobStatus
{
    public const string Created = "created";
    public const string Pending = "pending";
    public const string Running = "running";
    public const string Success = "success";
    public const string Failed = "failed";
    public const string Canceled = "canceled";
    public const string Skipped = "skipped";
    public const string Manual = "manual";

    public static bool IsActive(string status) => status is Created or Pending or Running;

    public static bool IsFinished(string status) => status is Success or Failed or Canceled;
}
