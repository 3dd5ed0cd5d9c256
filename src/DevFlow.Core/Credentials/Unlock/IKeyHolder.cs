using System.Collections.Immutable;

namespace DevFlow.Core.Credentials;

/// <summary>One kind of place outside the store that keeps a key of 32 bytes, under which the root key is sealed.</summary>
internal interface IKeyHolder
{
    UnlockMethodKind Kind { get; }

    UnlockProtection Protection { get; }

    /// <summary>Finds the key of a slot. Never waits for a person.</summary>
    /// <param name="storeId">The store.</param>
    /// <param name="slot">Which of its slots.</param>
    /// <param name="passphrase">What the person gave; null where nobody gave any.</param>
    /// <exception cref="KeyUnavailableException">It is not to be had.</exception>
    /// <exception cref="EnvelopeException">The slot's parameters make no sense.</exception>
    SecretBuffer Read(StoreId storeId, UnlockSlot slot, SecretBuffer? passphrase);

    /// <summary>Makes a key, or takes the one that is there, so that <see cref="Read"/> finds it.</summary>
    /// <param name="storeId">The store.</param>
    /// <param name="slotId">The slot to be.</param>
    /// <param name="draft">What was asked for.</param>
    /// <returns>The key, and what finds it again.</returns>
    /// <exception cref="KeyUnavailableException">This machine or session cannot keep a key in this way.</exception>
    (SecretBuffer Key, ImmutableSortedDictionary<string, string> Parameters) Create(StoreId storeId, string slotId, UnlockMethodDraft draft);

    /// <summary>Throws the key away where it belongs to this slot alone.</summary>
    void Forget(StoreId storeId, UnlockSlot slot)
    {
    }

    /// <summary>The place in words, for a person.</summary>
    string Describe(UnlockSlot slot);
}
