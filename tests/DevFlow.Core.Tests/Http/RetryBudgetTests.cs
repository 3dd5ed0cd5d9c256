using CsCheck;
using DevFlow.Core.Http;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Core.Tests.Http;

public sealed class RetryBudgetTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_single_call_of_a_script_has_three_repeats()
    {
        RetryBudget budget = new(_time);
        budget.Called();

        Assert.Equal([true, true, true, false], Take(budget, 4));
    }

    [Fact]
    public void A_pause_makes_a_host_as_good_as_new()
    {
        RetryBudget budget = new(_time);
        budget.Called();
        Take(budget, 3);

        _time.Advance(TimeSpan.FromMinutes(4));
        budget.Called();
        Assert.Equal([false], Take(budget, 1));

        _time.Advance(TimeSpan.FromMinutes(6));
        budget.Called();
        Assert.Equal([true, true, true, false], Take(budget, 4));
    }

    [Fact]
    public void Whatever_the_order_repeats_are_a_tenth_of_the_calls_and_three_where_there_are_few() =>
        Gen.Bool.Array[1, 2000].Sample(schedule =>
        {
            RetryBudget budget = new(_time);
            (int calls, int repeats) = (0, 0);
            foreach (bool isCall in schedule)
            {
                if (isCall)
                {
                    budget.Called();
                    calls++;
                }
                else if (budget.TryTake())
                {
                    repeats++;
                }

                Assert.True(repeats <= Math.Max(3, calls / 10), $"{repeats} repeats of {calls} calls");
            }
        });

    private static bool[] Take(RetryBudget budget, int times) => [.. Enumerable.Range(0, times).Select(_ => budget.TryTake())];
}
