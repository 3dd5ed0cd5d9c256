namespace DevFlow.Core.Credentials;

/// <summary>Opens slots with the keys of their holders.</summary>
internal sealed class SlotOpener(KeyHolders holders)
{
    /// <exception cref="KeyUnavailableException">The slot does not open now.</exception>
    /// <exception cref="EnvelopeException">The slot was changed.</exception>
    public OpenedSlot Open(StoreDescriptor descriptor, UnlockSlot slot, UnlockRequest request)
    {
        if (slot.Kind != UnlockMethodKind.Passphrase || request.Passphrases.Count == 0)
        {
            return TryOpen(descriptor, slot, passphrase: null) ?? throw Foreign(slot);
        }

        foreach (SecretBuffer passphrase in request.Passphrases)
        {
            if (TryOpen(descriptor, slot, passphrase) is OpenedSlot opened)
            {
                return opened;
            }
        }

        throw Foreign(slot);
    }

    private OpenedSlot? TryOpen(StoreDescriptor descriptor, UnlockSlot slot, SecretBuffer? passphrase)
    {
        SecretBuffer key = holders.Of(slot.Kind).Read(descriptor.StoreId, slot, passphrase);
        if (SealedKey.TryOpen(key, slot.RootKey.Span, slot.Bind(descriptor.StoreId, descriptor.RootKeyId)) is SecretBuffer rootKey)
        {
            return new OpenedSlot(key, rootKey);
        }

        key.Dispose();
        return null;
    }

    private KeyUnavailableException Foreign(UnlockSlot slot) => slot.Kind == UnlockMethodKind.Passphrase
        ? new KeyUnavailableException("the passphrase is another one", "Type the passphrase this method was made with.")
        : new KeyUnavailableException(
            $"the key found does not belong to it ({holders.Of(slot.Kind).Describe(slot)})",
            "Restore the key this store was made with there.");
}
