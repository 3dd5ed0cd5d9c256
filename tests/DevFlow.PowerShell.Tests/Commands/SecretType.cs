// As in SecretManagement, whose own assembly comes with its module only: a vault names this type.
namespace Microsoft.PowerShell.SecretManagement;

#pragma warning disable CA1720 // The names are SecretManagement's.
public enum SecretType
{
    Unknown = 0,
    ByteArray = 1,
    String = 2,
    SecureString = 3,
    PSCredential = 4,
    Hashtable = 5,
}
