namespace DevFlow.Core.Credentials;

/// <summary>The store while this process holds its keys.</summary>
/// <param name="Content">The bytes of <c>store.json</c> these keys belong to.</param>
/// <param name="Descriptor">The same, parsed.</param>
/// <param name="Keys">The keys.</param>
/// <param name="OpenedBy">The id of the slot that opened it.</param>
/// <param name="Lease">How long it stays open; null where nothing but a lock ends it.</param>
internal sealed record OpenStore(byte[] Content, StoreDescriptor Descriptor, StoreKeys Keys, string OpenedBy, UnlockLease? Lease);
