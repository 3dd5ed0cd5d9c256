using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Platforms;

/// <summary>A form with secrets in it: encoded without strings, wiped with the request.</summary>
internal sealed class SecretForm : ByteArrayContent
{
    private readonly byte[] _form;

    private SecretForm(byte[] form)
        : base(form)
    {
        _form = form;
        Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
    }

    /// <summary>Encodes fields; one whose value is empty is left out.</summary>
    public static SecretForm Of(params ReadOnlySpan<(string Name, SecretBuffer Value)> fields)
    {
        int length = 0;
        foreach ((string name, SecretBuffer value) in fields)
        {
            // An "&", a "=", and at most three bytes for each of the value's.
            length += value.Length == 0 ? 0 : name.Length + 2 + (3 * value.Length);
        }

        byte[] form = GC.AllocateArray<byte>(length, pinned: true);
        int end = 0;
        foreach ((string name, SecretBuffer value) in fields)
        {
            if (value.Length > 0)
            {
                end += end > 0 ? Encoding.ASCII.GetBytes("&", form.AsSpan(end)) : 0;
                end += Encoding.ASCII.GetBytes(name + "=", form.AsSpan(end));
                end += Encode(value.Bytes, form.AsSpan(end));
            }
        }

        byte[] exact = GC.AllocateUninitializedArray<byte>(end, pinned: true);
        form.AsSpan(0, end).CopyTo(exact);
        CryptographicOperations.ZeroMemory(form);
        return new SecretForm(exact);
    }

    /// <summary>The request for a new OAuth set (RFC 6749, 6), with the client among the fields.</summary>
    public static SecretForm OfRefresh(RefreshRequest request)
    {
        using SecretBuffer grant = Text("refresh_token");
        using SecretBuffer client = Text(request.Credential.Attributes.GetValueOrDefault(CredentialAttributes.ClientId));
        return Of(("grant_type", grant), ("refresh_token", request.Secret), ("client_id", client), ("client_secret", request.ClientSecret));
    }

    /// <summary>Text that is no secret, as a field.</summary>
    private static SecretBuffer Text(string? text) => SecretBuffer.FromChars(text);

    protected override void Dispose(bool disposing)
    {
        CryptographicOperations.ZeroMemory(_form);
        base.Dispose(disposing);
    }

    private static int Encode(ReadOnlySpan<byte> value, Span<byte> target)
    {
        int length = 0;
        foreach (byte one in value)
        {
            if (char.IsAsciiLetterOrDigit((char)one) || one is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~')
            {
                target[length++] = one;
                continue;
            }

            target[length] = (byte)'%';
            one.TryFormat(target[(length + 1)..], out _, "X2", null);
            length += 3;
        }

        return length;
    }
}
