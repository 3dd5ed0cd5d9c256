using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>What a call takes of one bucket.</summary>
[StructLayout(LayoutKind.Auto)]
internal record struct Taken
{
    public Bucket Bucket { get; set; }

    public double Cost { get; set; }

    /// <summary>True where the last attempt found too little of it.</summary>
    public bool IsShort { get; set; }
}
