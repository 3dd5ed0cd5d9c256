using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Core.Logins;

/// <summary>What the browser brought back: the query of the address it was sent to.</summary>
internal sealed record RedirectAnswer(string? Code, string? Error, string State)
{
    /// <summary>Reads an address, or the target of a request.</summary>
    public static RedirectAnswer Parse(string address)
    {
        int mark = address.IndexOf('?', StringComparison.Ordinal);
        string query = mark < 0 ? "" : address[(mark + 1)..].Split('#')[0].Trim();
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (string field in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = field.IndexOf('=', StringComparison.Ordinal);
            fields.TryAdd(equals < 0 ? field : field[..equals], equals < 0 ? "" : Uri.UnescapeDataString(field[(equals + 1)..].Replace('+', ' ')));
        }

        return new RedirectAnswer(fields.GetValueOrDefault("code") is { Length: > 0 } code ? code : null, fields.GetValueOrDefault("error"), fields.GetValueOrDefault("state") ?? "");
    }

    /// <summary>True for the answer to this very login: any page could send a browser here.</summary>
    public bool IsOf(string state) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(State), Encoding.UTF8.GetBytes(state));
}
