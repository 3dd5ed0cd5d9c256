namespace DevFlow.Core.Credentials;

/// <summary>A credential file is not what was written. The store turns it into an error that names the file.</summary>
/// <param name="cause">What does not fit, as a clause in lower case; never content of the file.</param>
internal sealed class EnvelopeException(string cause) : Exception(cause);
