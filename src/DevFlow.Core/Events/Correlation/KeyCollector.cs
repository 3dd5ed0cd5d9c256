namespace DevFlow.Core.Events.Correlation;

/// <summary>Gathers the keys of one event, each once, within bounds.</summary>
internal sealed class KeyCollector(ProjectFilter projects, Lazy<AddressForm[]> forms)
{
    private const int MaxKeys = 64;

    // Release notes and digests name the issues of many stories and tell nothing about any.
    private const int MaxMentions = 8;

    private static readonly ProjectFilter AnyProject = new(knownProjects: null);

    private readonly HashSet<string> _own = new(StringComparer.Ordinal);
    private readonly HashSet<string> _mentioned = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Keys =>
        _mentioned.Count <= MaxMentions ? [.. _own.Union(_mentioned, StringComparer.Ordinal)] : [.. _own];

    /// <summary>Adds what stands for the event itself.</summary>
    public void Add(string? key) => Add(_own, key);

    public void AddIssue(string key) =>
        IssueKeyScanner.Scan(key, AnyProject, isBranch: false, found => Add(found.Length == key.Length ? CorrelationKey.Issue(found) : null));

    public void AddAddress(string address) => Add(FormOf(address) ?? CorrelationKey.Address(address));

    public void AddBranch(ReadOnlySpan<char> repository, ReadOnlySpan<char> reference)
    {
        ReadOnlySpan<char> branch = BranchName.Short(reference);
        IssueKeyScanner.Scan(branch, projects, isBranch: true, found => Add(CorrelationKey.Issue(found)));
        if (!repository.IsEmpty && BranchName.IsOfOneStory(branch))
        {
            Add(CorrelationKey.Branch(repository, branch));
        }
    }

    /// <summary>Adds what a text mentions.</summary>
    public void AddText(ReadOnlySpan<char> text)
    {
        AddIssuesOf(text);
        AddressScanner.Scan(text, address =>
        {
            Add(_mentioned, FormOf(address));
            if (address.Contains('%'))
            {
                AddIssuesOf(Uri.UnescapeDataString(address.ToString()));
            }
        });
    }

    private void AddIssuesOf(ReadOnlySpan<char> text) =>
        IssueKeyScanner.Scan(text, projects, isBranch: false, found => Add(_mentioned, CorrelationKey.Issue(found)));

    private string? FormOf(ReadOnlySpan<char> address)
    {
        ReadOnlySpan<char> stripped = CorrelationKey.Strip(address);
        foreach (AddressForm form in forms.Value)
        {
            if (form.Key(stripped) is string key)
            {
                return key;
            }
        }

        return null;
    }

    private static void Add(HashSet<string> keys, string? key)
    {
        if (key is { Length: <= CorrelationKey.MaxLength } && keys.Count < MaxKeys && !key.AsSpan().ContainsAnyInRange('\0', '\u001f'))
        {
            keys.Add(key);
        }
    }
}
