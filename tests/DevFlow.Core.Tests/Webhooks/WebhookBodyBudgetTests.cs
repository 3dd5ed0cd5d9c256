using DevFlow.Core.Webhooks;

namespace DevFlow.Core.Tests.Webhooks;

public sealed class WebhookBodyBudgetTests
{
    private const int Max = 1024 * 1024;

    [Fact]
    public async Task All_bodies_together_hold_no_more_than_the_budget_and_give_it_back()
    {
        WebhookBodyBudget budget = new(Max + 1);

        using (await ReadAsync(Max, budget))
        {
            await Assert.ThrowsAsync<WebhookBusyException>(() => ReadAsync(Max, budget));
        }

        using WebhookBody? again = await ReadAsync(Max, budget);
        Assert.Equal(Max, again!.Bytes.Length);
    }

    [Fact]
    public async Task A_small_body_needs_no_budget()
    {
        using WebhookBody? body = await ReadAsync(20_000, new WebhookBodyBudget(0));

        Assert.Equal(20_000, body!.Bytes.Length);
    }

    [Fact]
    public async Task A_body_past_the_cap_gives_back_what_it_took()
    {
        WebhookBodyBudget budget = new(Max + 1);

        Assert.Null(await ReadAsync(Max + 1, budget));

        Assert.True(budget.TryTake(Max + 1));
    }

    private static async Task<WebhookBody?> ReadAsync(int length, WebhookBodyBudget budget) =>
        await WebhookBody.ReadAsync(new MemoryStream(new byte[length]), length, Max, budget, TestContext.Current.CancellationToken);
}
