using DevFlow.Core.Credentials;

namespace DevFlow.Core.Connections;

/// <summary>Where a token is taken that says so itself.</summary>
internal static class TokenPlace
{
    /// <summary>The address to connect to; null where the token does not tell.</summary>
    public static Uri? Find(IPlatformPlugin plugin, SecretBuffer token)
    {
        using SecretChars text = token.ToChars();
        return plugin.Authentication.FindBaseUri(text.Chars);
    }

    /// <inheritdoc cref="Find(IPlatformPlugin, SecretBuffer)"/>
    public static Uri? Find(IPlatformPlugin plugin, CurrentSecret token)
    {
        using SecretChars text = token.ToChars();
        return plugin.Authentication.FindBaseUri(text.Chars);
    }
}
