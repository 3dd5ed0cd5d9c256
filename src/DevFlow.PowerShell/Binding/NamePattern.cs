using System.Management.Automation;

namespace DevFlow.PowerShell.Binding;

/// <summary>A name as a user gives it: a plain one, or one with wildcards. A thing is always found by its own name, brackets included.</summary>
internal sealed class NamePattern
{
    private readonly string _name;
    private readonly WildcardPattern _pattern;

    public NamePattern(string name)
    {
        _name = name;
        _pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        IsPlain = !WildcardPattern.ContainsWildcardCharacters(name);
    }

    /// <summary>True where the name stands for one thing, so that finding none is an error.</summary>
    public bool IsPlain { get; }

    public bool Fits(string name)
    {
        if (string.Equals(_name, name, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        try
        {
            return _pattern.IsMatch(name);
        }
        catch (WildcardPatternException exception)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"'{_name}' is not a valid pattern.", "Close the bracket, or put a backtick before it where it is part of the name.", exception) { Target = _name };
        }
    }
}
