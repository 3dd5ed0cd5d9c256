using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace DevFlow.Core.Logging;

/// <summary>
/// Takes secrets out of text: by their looks (<see cref="RedactionPatterns"/>) and by their value, for those registered.
/// Any number of threads may redact while others register; readers take no lock.
/// </summary>
/// <remarks>Registered values are kept as strings, as searching needs them; they live as long as their registration.</remarks>
internal sealed class Redactor
{
    private const string Mask = "***";

    private static readonly SearchValues<string> Triggers = SearchValues.Create(
        [.. RedactionRule.All.SelectMany(static rule => rule.Triggers).Distinct(StringComparer.OrdinalIgnoreCase)],
        StringComparison.OrdinalIgnoreCase);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _registered = new(StringComparer.Ordinal);
    private LiveValues? _live;

    /// <summary>The text with every secret replaced by three asterisks; the same instance where there is none.</summary>
    public string Redact(string text)
    {
        LiveValues? live = Volatile.Read(ref _live);
        bool hasLive = live?.AppearIn(text) ?? false;
        bool mayMatch = text.AsSpan().ContainsAny(Triggers);
        if (!hasLive && !mayMatch)
        {
            return text;
        }

        // All places are found in the original text: what one layer cut away cannot hide a value from the other.
        List<Range> found = [];
        if (hasLive)
        {
            live!.Find(text, found);
        }

        if (mayMatch && !TryFindForms(text, found))
        {
            return Mask;
        }

        return found.Count == 0 ? text : Cut(text, found);
    }

    /// <summary>Redacts this value, too, until the registration is disposed.</summary>
    /// <param name="secret">The value; shorter than four characters it is not looked for.</param>
    /// <param name="account">The user name it is sent with, where it is sent as a pair.</param>
    public IDisposable Register(ReadOnlySpan<char> secret, string? account = null)
    {
        HashSet<string> forms = SecretForms.Of(secret.ToString(), account);
        Change(forms, +1);
        return new Registration(this, forms);
    }

    private static bool TryFindForms(string text, List<Range> found)
    {
        try
        {
            foreach (RedactionRule rule in RedactionRule.All)
            {
                rule.Find(text, found);
            }

            return true;
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static string Cut(string text, List<Range> found)
    {
        found.Sort(static (left, right) => left.Start.Value.CompareTo(right.Start.Value));
        StringBuilder result = new(text.Length);
        int copied = 0;
        for (int index = 0; index < found.Count;)
        {
            int start = found[index].Start.Value;
            int end = found[index].End.Value;
            for (index++; index < found.Count && found[index].Start.Value <= end; index++)
            {
                end = Math.Max(end, found[index].End.Value);
            }

            result.Append(text, copied, start - copied).Append(Mask);
            copied = end;
        }

        return result.Append(text, copied, text.Length - copied).ToString();
    }

    private void Change(HashSet<string> forms, int difference)
    {
        lock (_gate)
        {
            foreach (string form in forms)
            {
                int count = _registered.GetValueOrDefault(form) + difference;
                if (count > 0)
                {
                    _registered[form] = count;
                }
                else
                {
                    _registered.Remove(form);
                }
            }

            Volatile.Write(ref _live, LiveValues.Of(_registered.Keys));
        }
    }

    private sealed class Registration(Redactor owner, HashSet<string> forms) : IDisposable
    {
        private HashSet<string>? _forms = forms;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _forms, null) is HashSet<string> held)
            {
                owner.Change(held, -1);
            }
        }
    }
}
