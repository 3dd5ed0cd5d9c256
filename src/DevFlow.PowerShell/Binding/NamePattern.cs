using System.Management.Automation;

namespace DevFlow.PowerShell.Binding;

/// <summary>A name as a user gives it: a plain one, or one with wildcards. A thing is always found by its own name, brackets included.</summary>
internal sealed class NamePattern
{
    private readonly string _name;
    private readonly string _literal;
    private readonly WildcardPattern? _pattern;

    public NamePattern(string name)
    {
        _name = name;
        _pattern = WildcardPattern.ContainsWildcardCharacters(name) ? Parse(name) : null;
        _literal = IsPlain ? WildcardPattern.Unescape(name) : name;
    }

    /// <summary>True where the name stands for one thing, so that finding none is an error.</summary>
    public bool IsPlain => _pattern is null;

    public bool Fits(string name) =>
        string.Equals(_literal, name, StringComparison.OrdinalIgnoreCase) || string.Equals(_name, name, StringComparison.OrdinalIgnoreCase) || (_pattern?.IsMatch(name) ?? false);

    /// <summary>The name; of a plain one without the backticks that escape wildcards.</summary>
    public override string ToString() => _literal;

    // A bracket that is never closed is no pattern, so it is part of the name. PowerShell finds out when it first matches.
    private static WildcardPattern? Parse(string name)
    {
        WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        try
        {
            pattern.IsMatch("");
            return pattern;
        }
        catch (WildcardPatternException)
        {
            return null;
        }
    }
}
