using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>Where nothing is known of a bucket that answers tell of: one call goes and finds out for all.</summary>
/// <remarks>It lies in memory that processes share, so its layout is part of <see cref="StateHeader.CurrentVersion"/>.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct Probe
{
    /// <summary>How long its answer is awaited before another call goes.</summary>
    public const long Patience = 2 * TimeSpan.TicksPerSecond;

    private long _until;
    private int _isNeeded;
    private int _isUseless;

    /// <summary>True until an answer has told how the bucket stands.</summary>
    public readonly bool IsNeeded => _isNeeded != 0;

    /// <summary>True where an answer came and told nothing.</summary>
    public readonly bool IsUseless => _isUseless != 0;

    /// <summary>Until when the answer of one that is under way is awaited.</summary>
    public readonly long Until => _until;

    /// <summary>True where a call may go: none is under way, or answers tell nothing.</summary>
    public readonly bool MayGo(long now) => _isUseless != 0 || now >= _until;

    /// <summary>What was known is over.</summary>
    public void Begin() => _isNeeded = 1;

    public void Send(long now) => _until = now + Patience;

    /// <summary>One has come back and told nothing.</summary>
    public void Fail(CallOutcome outcome)
    {
        _until = 0;
        _isUseless = outcome == CallOutcome.Answered ? 1 : _isUseless;
    }

    /// <summary>An answer has told how the bucket stands.</summary>
    public void Succeed() => this = default;
}
