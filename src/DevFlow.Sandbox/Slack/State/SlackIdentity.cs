namespace DevFlow.Sandbox.Slack;

/// <summary>Whom a token stands for.</summary>
/// <param name="App">The app it was given to.</param>
/// <param name="User">The bot user or the person; null for a token of the app itself.</param>
internal sealed record SlackIdentity(SlackApp App, SlackUser? User)
{
    public bool IsBot => User is not null && User == App.BotUser;
}
