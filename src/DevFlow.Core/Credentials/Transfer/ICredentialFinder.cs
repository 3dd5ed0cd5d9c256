namespace DevFlow.Core.Credentials;

/// <summary>One place outside of the store where credentials are.</summary>
internal interface ICredentialFinder
{
    /// <summary>What is there; the caller disposes it. May run programs and wait for them.</summary>
    IReadOnlyList<FoundCredential> Find(ImportRequest request);
}
