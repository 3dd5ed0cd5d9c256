using System.Text;

namespace DevFlow.Sandbox.Auth;

/// <summary>What HTTP's basic authentication carries: a user or client, and a secret.</summary>
internal sealed record BasicLogin(string Name, string Secret)
{
    private const string Scheme = "Basic ";

    /// <param name="authorization">The request's header.</param>
    /// <returns>Null where the header has another scheme or is broken.</returns>
    public static BasicLogin? Read(string? authorization)
    {
        if (authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        ReadOnlySpan<char> value = authorization.AsSpan(Scheme.Length).Trim();
        byte[] bytes = new byte[value.Length];
        return Convert.TryFromBase64Chars(value, bytes, out int length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [var name, var secret]
            ? new(name, secret)
            : null;
    }
}
