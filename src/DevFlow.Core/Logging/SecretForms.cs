using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace DevFlow.Core.Logging;

/// <summary>The ways in which one secret shows up in logs, requests and error texts.</summary>
internal static class SecretForms
{
    private const int ShortestRaw = 4;
    private const int ShortestEncoded = 8;

    /// <summary>
    /// The forms to look for. Below four characters none: they would eat ordinary text. Below eight only the secret itself.
    /// </summary>
    public static HashSet<string> Of(string secret, string? account)
    {
        HashSet<string> forms = new(StringComparer.Ordinal);
        if (secret.Length < ShortestRaw)
        {
            return forms;
        }

        forms.Add(secret);
        if (secret.Length < ShortestEncoded)
        {
            return forms;
        }

        AddBase64(forms, secret);
        if (account is not null)
        {
            AddBase64(forms, $"{account}:{secret}");
        }

        string percent = Uri.EscapeDataString(secret);
        forms.Add(percent);
        forms.Add(LowerHex(percent));
        string form = WebUtility.UrlEncode(secret);
        forms.Add(form);
        forms.Add(LowerHex(form));
        forms.Add(JavaScriptEncoder.Default.Encode(secret));
        forms.Add(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret));
        return forms;
    }

    // Padding is left off: some writers drop it, and the characters before it are the same either way.
    private static void AddBase64(HashSet<string> forms, string text)
    {
        string base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=');
        forms.Add(base64);
        forms.Add(base64.Replace('+', '-').Replace('/', '_'));
    }

    private static string LowerHex(string escaped)
    {
        char[] characters = escaped.ToCharArray();
        for (int index = 0; index < characters.Length - 2; index++)
        {
            if (characters[index] == '%')
            {
                characters[index + 1] = char.ToLowerInvariant(characters[index + 1]);
                characters[index + 2] = char.ToLowerInvariant(characters[index + 2]);
                index += 2;
            }
        }

        return new string(characters);
    }
}
