namespace DevFlow.Core.Events.Correlation;

/// <summary>A form of addresses, such as <c>/pull/{number}</c>.</summary>
internal sealed class AddressForm
{
    private const string Number = "{number}";
    private const string Commit = "{commit}";
    private const int MaxDigits = 12;

    private readonly string _marker;
    private readonly bool _isCommit;

    public AddressForm(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        _isCommit = text.EndsWith(Commit, StringComparison.Ordinal);
        _marker = text.Replace(_isCommit ? Commit : Number, "", StringComparison.Ordinal);
        if (_marker.Length is 0 || _marker.Length == text.Length || _marker.Contains('{', StringComparison.Ordinal))
        {
            throw new ArgumentException($"The form '{text}' does not end in {Number} or {Commit}.", nameof(text));
        }
    }

    /// <summary>Reads the key of an address of this form; null where it has another.</summary>
    /// <param name="address">Host and path, without scheme and query.</param>
    public string? Key(ReadOnlySpan<char> address)
    {
        int marker = address.IndexOf(_marker, StringComparison.OrdinalIgnoreCase);
        if (marker <= 0)
        {
            return null;
        }

        int start = marker + _marker.Length;
        int end = start;
        while (end < address.Length && (_isCommit ? char.IsAsciiHexDigit(address[end]) : char.IsAsciiDigit(address[end])))
        {
            end++;
        }

        if (end < address.Length && char.IsAsciiLetterOrDigit(address[end]))
        {
            return null;
        }

        ReadOnlySpan<char> value = address[start..end];
        if (_isCommit)
        {
            return CorrelationKey.Commit(value);
        }

        return value.Length is > 0 and <= MaxDigits ? CorrelationKey.Address(address[..end]) : null;
    }
}
