using System.Collections;

// As in SecretManagement, whose own assembly comes with its module only: a vault hands out this type.
namespace Microsoft.PowerShell.SecretManagement;

public sealed class SecretInformation(string name, SecretType type, string vaultName, Hashtable metadata)
{
    public string Name { get; } = name;

    public SecretType Type { get; } = type;

    public string VaultName { get; } = vaultName;

    public Hashtable Metadata { get; } = metadata;
}
