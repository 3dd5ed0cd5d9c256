using System.Runtime.CompilerServices;

namespace DevFlow.Core.Limits;

/// <summary>What each process has of a bucket, by its place in <see cref="StateHeader.Processes"/>.</summary>
[InlineArray(BucketState.MaxProcesses)]
internal struct Shares
{
    private Share _first;
}
