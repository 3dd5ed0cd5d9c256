namespace DevFlow.Core.Events;

/// <summary>What became of everything that was published.</summary>
internal sealed class BusFigures
{
    private readonly long[] _outcomes = new long[Enum.GetValues<PublishOutcome>().Length];
    private long _refused;

    public long Refused => Interlocked.Read(ref _refused);

    public long this[PublishOutcome outcome] => Interlocked.Read(ref _outcomes[(int)outcome]);

    public PublishResult Count(PublishResult result)
    {
        Interlocked.Increment(ref _outcomes[(int)result.Outcome]);
        return result;
    }

    public void CountRefused() => Interlocked.Increment(ref _refused);
}
