using DevFlow.Core.Events.Correlation;

namespace DevFlow.Core.Tests.Events.Correlation;

public sealed class RecentMapTests
{
    [Fact]
    public void It_stays_bounded_and_keeps_what_is_used()
    {
        RecentMap<int, int> map = new(EqualityComparer<int>.Default);
        map.Set(-1, 1);
        for (int i = 0; i < 100_000; i++)
        {
            map.Set(i, i);
            Assert.True(map.TryGet(-1, out int kept));
            Assert.Equal(1, kept);
        }

        Assert.InRange(map.Count, 8_192, 16_384);
        Assert.True(map.TryGet(99_999, out _));
        Assert.False(map.TryGet(0, out _));
        map.Set(99_999, 7);
        Assert.True(map.TryGet(99_999, out int newest));
        Assert.Equal(7, newest);
        map.Clear();
        Assert.False(map.TryGet(99_999, out _));
    }
}
