using System.Buffers.Text;
using System.Text;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.GitLab;

/// <summary>How GitLab's secrets look.</summary>
/// <remarks>https://docs.gitlab.com/security/tokens/#token-prefixes</remarks>
internal sealed class TokenForms(Chance chance)
{
    private const string Friendly = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    private const string Base36 = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const uint Polynomial = 0xEDB88320;

    public string Create(string kind) => kind switch
    {
        LoginKind.Routable => CreateRoutable(),
        LoginKind.OAuth => chance.Hex(64),
        LoginKind.Job => $"glcbt-64_{chance.Pick(Friendly, 20)}",
        LoginKind.Deploy => $"gldt-{chance.Pick(Friendly, 20)}",
        _ => $"glpat-{chance.Pick(Friendly, 20)}",
    };

    /// <summary>An application's client_secret.</summary>
    public string CreateClientSecret() => $"gloas-{chance.Hex(64)}";

    // base64url payload, a dot, the payload's length in 2 digits and a CRC-32 of all before in 7, both in base 36.
    private string CreateRoutable()
    {
        byte[] payload = [.. Encoding.ASCII.GetBytes("o:1\nu:2\n"), .. chance.Bytes(16)];
        string text = Base64Url.EncodeToString(payload);
        string head = $"glpat-{text}.{ToBase36((uint)text.Length, 2)}";
        return head + ToBase36(Crc32(head), 7);
    }

    private static string ToBase36(uint number, int length)
    {
        Span<char> digits = stackalloc char[length];
        for (int i = length - 1; i >= 0; i--, number /= 36)
        {
            digits[i] = Base36[(int)(number % 36)];
        }

        return new(digits);
    }

    private static uint Crc32(string text)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in Encoding.ASCII.GetBytes(text))
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
            }
        }

        return ~crc;
    }
}
