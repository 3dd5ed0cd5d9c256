using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>What one of the two products limits, and how it tells.</summary>
internal abstract class JiraLimits
{
    /// <summary>Counts a request before it is carried out.</summary>
    /// <param name="call">The request, with its route and its caller.</param>
    /// <param name="issue">The id of the issue it changes; null where it changes none.</param>
    /// <returns>Null, or the answer that refuses it.</returns>
    public abstract Answer? Take(JiraCall call, long? issue);

    /// <summary>Counts what only the answer shows, and sets the headers that tell how things stand.</summary>
    public virtual void Finish(JiraCall call)
    {
    }
}
