namespace DevFlow.Core.Logins;

/// <summary>The person at a login, as the engine sees them.</summary>
internal interface ILoginGuide
{
    /// <summary>Tells what to do.</summary>
    /// <param name="text">Full sentences.</param>
    /// <param name="address">The page to open.</param>
    Task ShowAsync(string text, Uri address, CancellationToken cancellationToken);

    /// <summary>Asks for the address at which the browser ended; null where a listener shall hear of it.</summary>
    Func<CancellationToken, Task<string>>? AskForAddress { get; }
}
