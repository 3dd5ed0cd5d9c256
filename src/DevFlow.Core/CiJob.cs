namespace DevFlow.Core;

/// <summary>Whether a CI system runs this process.</summary>
internal static class CiJob
{
    // What CI systems set for every job: most set CI, and these are of those that do not.
    private static readonly string[] Variables = ["CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION"];

    public static bool IsRunning => Array.Exists(Variables, static name => Environment.GetEnvironmentVariable(name) is { Length: > 0 });
}
