namespace DevFlow.Core.Credentials;

/// <summary>A file of the store is not what was written. The store turns it into an error that names the file.</summary>
/// <param name="cause">What does not fit, as a clause in lower case; never content of the file.</param>
/// <param name="kind">What that means.</param>
internal sealed class EnvelopeException(string cause, StoreFindingKind kind = StoreFindingKind.Edited) : Exception(cause)
{
    public StoreFindingKind Kind => kind;
}
