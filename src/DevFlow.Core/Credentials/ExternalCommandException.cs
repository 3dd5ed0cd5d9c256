namespace DevFlow.Core.Credentials;

/// <summary>A program did not hand out what it was run for.</summary>
/// <param name="cause">Why, as a clause in lower case; never what the program printed.</param>
internal sealed class ExternalCommandException(string cause) : Exception(cause);
