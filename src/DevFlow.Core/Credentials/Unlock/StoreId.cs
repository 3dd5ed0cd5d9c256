namespace DevFlow.Core.Credentials;

/// <summary>Random bytes that tell one store from every other; part of every derived key and every file.</summary>
internal readonly record struct StoreId(Id128 Value)
{
    public override string ToString() => Value.ToString();
}
