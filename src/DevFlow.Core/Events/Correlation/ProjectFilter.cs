using System.Collections.Frozen;

namespace DevFlow.Core.Events.Correlation;

/// <summary>Tells the projects of an issue tracker from other words that a number may follow.</summary>
internal sealed class ProjectFilter
{
    // Standards, ciphers, encodings and the like: what is written NAME-NUMBER and is no issue.
    private static readonly FrozenSet<string> NeverProjects = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "CVE", "CWE", "CAPEC", "GHSA", "RHSA", "DSA", "USN", "UTF", "UCS", "ASCII", "CP", "KOI", "SHA", "MD", "AES", "RSA", "DES", "ECDSA",
        "ED", "CRC", "HMAC", "BASE", "ISO", "IEC", "IEEE", "DIN", "EN", "ANSI", "ECMA", "RFC", "BCP", "STD", "PEP", "JEP", "JSR", "HTTP",
        "TLS", "SSL", "IPV", "WCAG", "COVID", "GPT", "ARM", "X", "PM", "AM", "GMT", "UTC");

    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _known;

    /// <param name="knownProjects">All the projects there are; null where that is not known.</param>
    public ProjectFilter(IEnumerable<string>? knownProjects)
    {
        IsComplete = knownProjects is not null;
        _known = (knownProjects ?? NeverProjects).ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>True where the projects are known, so that a key in lower case can be told from other words.</summary>
    public bool IsComplete { get; }

    public bool Accepts(ReadOnlySpan<char> project) => _known.Contains(project) == IsComplete;
}
