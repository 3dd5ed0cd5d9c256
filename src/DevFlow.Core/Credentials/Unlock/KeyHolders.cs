using System.Collections.Immutable;

namespace DevFlow.Core.Credentials;

/// <summary>All kinds of places that keep keys, one holder each.</summary>
internal sealed class KeyHolders
{
    private static readonly TimeSpan CommandPatience = TimeSpan.FromSeconds(30);

    private readonly KeySource _source;
    private readonly SystemdHolder _systemd;
    private readonly Dictionary<UnlockMethodKind, IKeyHolder> _all;

    public KeyHolders(KeySource source)
        : this(source, CommandPatience)
    {
    }

    public KeyHolders(KeySource source, TimeSpan commandPatience)
    {
        _source = source;
        _systemd = new SystemdHolder(source);
        IKeyHolder[] all =
        [
            new EnvironmentHolder(source),
            _systemd,
            new KeyFileHolder(source),
            new DataProtectionHolder(),
            new KeychainHolder(),
            new SecretServiceHolder(source),
            new CommandHolder(source, commandPatience),
            new PassphraseHolder(source),
        ];
        _all = all.ToDictionary(static holder => holder.Kind);
    }

    public IKeyHolder Of(UnlockMethodKind kind) => _all[kind];

    /// <summary>The slot of a new store: what was named on purpose, else the best of what works without a person.</summary>
    public (UnlockSlot Slot, SecretBuffer Key) CreateFirst(StoreId storeId, DateTimeOffset now)
    {
        foreach (UnlockMethodKind kind in Candidates())
        {
            try
            {
                return Create(storeId, new UnlockMethodDraft(kind), now);
            }
            catch (KeyUnavailableException) when (kind is UnlockMethodKind.DataProtection or UnlockMethodKind.Keychain or UnlockMethodKind.SecretService)
            {
                // Not in this session: over ssh, in a daemon, or without a keyring. The key file works everywhere.
            }
        }

        throw new InvalidOperationException("The last candidate is created or says why not.");
    }

    public (UnlockSlot Slot, SecretBuffer Key) Create(StoreId storeId, UnlockMethodDraft draft, DateTimeOffset now)
    {
        string id = UnlockSlot.NewId();
        (SecretBuffer key, ImmutableSortedDictionary<string, string> parameters) = Of(draft.Kind).Create(storeId, id, draft);
        return (new UnlockSlot(id, draft.Kind, now.ToUnixTimeMilliseconds(), parameters, RootKey: default), key);
    }

    private IEnumerable<UnlockMethodKind> Candidates()
    {
        if (_source.Variable(KeySource.KeyVariable) is not null)
        {
            return [UnlockMethodKind.Environment];
        }

        if (_source.Variable(KeySource.FileVariable) is not null)
        {
            return [UnlockMethodKind.KeyFile];
        }

        if (_systemd.IsOffered)
        {
            return [UnlockMethodKind.SystemdCredential];
        }

        if (_source.Variable(KeySource.PassphraseVariable) is not null)
        {
            return [UnlockMethodKind.Passphrase];
        }

        return [UnlockMethodDraft.Keystore, UnlockMethodKind.KeyFile];
    }
}
