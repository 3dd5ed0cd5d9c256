using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>What a call takes of one bucket.</summary>
[StructLayout(LayoutKind.Auto)]
internal record struct Taken(Bucket Bucket, double Cost)
{
    /// <summary>True where the last attempt found too little of it.</summary>
    public bool IsShort { get; set; }
}
