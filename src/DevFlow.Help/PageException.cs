namespace DevFlow.Help;

/// <summary>A page cannot be turned into help.</summary>
internal sealed class PageException(string page, string message) : Exception(message)
{
    public string Page => page;
}
