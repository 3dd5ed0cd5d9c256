namespace DevFlow.Core.Events;

/// <summary>Anything else that changes the journal.</summary>
internal sealed class JournalCommand<T>(Func<JournalWriter, T> command) : JournalWork<T>
{
    public override void Execute(JournalWriter writer) => Result = command(writer);
}
