namespace DevFlow.Core.Credentials;

/// <summary>One machine of a .netrc file.</summary>
/// <param name="host">The machine; null for the entry that is meant for all others.</param>
internal sealed class NetrcLogin(string? host) : IDisposable
{
    public string? Host { get; } = host;

    public string? Login { get; set; }

    public SecretBuffer? Password { get; private set; }

    public void SetPassword(SecretBuffer password)
    {
        Password?.Dispose();
        Password = password;
    }

    public void Dispose() => Password?.Dispose();
}
