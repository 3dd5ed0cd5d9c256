using System.Security;
using DevFlow.Core.Credentials;

namespace DevFlow.PowerShell.Binding;

/// <summary>Passphrases of a parameter as the engine takes them, wiped afterwards.</summary>
internal sealed class GivenPassphrases(SecureString[] texts) : IDisposable
{
    public UnlockRequest Request { get; } = new([.. texts.Select(SecureText.ToBuffer)]);

    public void Dispose()
    {
        foreach (SecretBuffer passphrase in Request.Passphrases)
        {
            passphrase.Dispose();
        }
    }
}
