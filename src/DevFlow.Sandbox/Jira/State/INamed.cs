namespace DevFlow.Sandbox.Jira;

/// <summary>Something requests name by <c>{"id": …}</c> or <c>{"name": …}</c>.</summary>
internal interface INamed
{
    string Id { get; }

    string Name { get; }
}
