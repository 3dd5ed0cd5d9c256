namespace DevFlow.Core.Credentials;

/// <summary>A way to open the store does not hand out its key now. The unlocker gathers what all of them say into one error.</summary>
/// <param name="cause">Why, as a clause in lower case; never a secret.</param>
/// <param name="action">What makes it work, as a full sentence.</param>
internal sealed class KeyUnavailableException(string cause, string action) : Exception(cause)
{
    public string Action { get; } = action;
}
