namespace DevFlow;

/// <summary>What renewing a credential means at its platform.</summary>
/// <param name="Action">How it is renewed.</param>
/// <param name="ReuseLeeway">
/// How long after its exchange a secret may be exchanged once more without harm, by the platform's own word; zero where it gives
/// none. Within it, an exchange whose answer was lost is simply repeated.
/// </param>
public sealed record RefreshPlan(RefreshAction Action, TimeSpan ReuseLeeway = default);
