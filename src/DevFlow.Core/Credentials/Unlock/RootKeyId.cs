namespace DevFlow.Core.Credentials;

/// <summary>Random bytes that name a root key within a store, so that a file says which key wraps it.</summary>
internal readonly record struct RootKeyId(Id128 Value)
{
    public override string ToString() => Value.ToString();
}
