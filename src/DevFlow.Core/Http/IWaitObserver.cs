namespace DevFlow.Core.Http;

/// <summary>Hears when calls wait. Called on any thread; must not block.</summary>
internal interface IWaitObserver
{
    /// <param name="what">What is waited for, as part of a sentence: <c>core of github</c>.</param>
    /// <param name="until">When it will be over (UTC), as far as is known.</param>
    void WaitBegins(string what, DateTimeOffset until);

    void WaitEnds();
}
