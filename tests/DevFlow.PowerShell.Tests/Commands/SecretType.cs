// As in SecretManagement, whose own assembly comes with its module only: a vault names this type.
namespace Microsoft.PowerShell.SecretManagement;

public enum SecretType
{
    Unknown = 0,
    ByteArray = 1,
    String = 2,
    SecureString = 3,
    PSCredential = 4,
    Hashtable = 5,
}
