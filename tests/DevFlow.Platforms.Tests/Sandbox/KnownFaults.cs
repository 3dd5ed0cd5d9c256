namespace DevFlow.Platforms.Tests.Sandbox;

/// <summary>Where GitHub's description and GitHub differ, each with the reason to side with GitHub.</summary>
internal static class KnownFaults
{
    /// <summary>Statuses that can come from every operation and that the description mentions for a few only.</summary>
    public static readonly IReadOnlyDictionary<int, string> UndescribedStatuses = new Dictionary<int, string>
    {
        [400] = "Every operation with a body answers 400 to what is no JSON; the description says so for creating issues only.",
        [401] = "Every operation needs a token in the sandbox; the description mentions 401 for GET /user and a few more.",
        [403] = "The exhausted primary limit is answered with 403 everywhere; the description mentions it here and there.",
        [413] = "No operation describes a body that is too large.",
    };

    /// <summary>Properties GitHub sends and the schema of the same name does not list.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> UndeclaredProperties = new Dictionary<string, string[]>
    {
        // A 422 carries its status as text, as every other error does; only the schema basic-error lists it.
        ["validation-error"] = ["status"],
    };
}
