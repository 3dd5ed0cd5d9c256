namespace DevFlow.Core.Credentials;

/// <summary>What a key derived from the root key is for; one key, one purpose.</summary>
internal enum KeyPurpose
{
    /// <summary>Wraps the data keys of credential files.</summary>
    Wrap,

    /// <summary>Seals the manifest.</summary>
    Manifest,
}
