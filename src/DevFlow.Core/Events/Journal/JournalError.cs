using Microsoft.Data.Sqlite;

namespace DevFlow.Core.Events;

/// <summary>Says what is wrong with a journal file, and what to do about it.</summary>
internal static class JournalError
{
    // Primary result codes: https://sqlite.org/rescode.html
    private const int Permission = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    public static DevFlowException From(string path, Exception cause)
    {
        if (cause is DevFlowException known)
        {
            // One instance per publisher: several flows throwing the same exception would mix their stack traces.
            return Create(path, known.Message, known.RecommendedAction, known);
        }

        (string what, string action) = cause is SqliteException sqlite ? Explain(path, sqlite.SqliteErrorCode) : (
            "cannot be used",
            "Check that the file and its folder exist and belong to you, then try again.");
        return Create(path, $"The event journal '{path}' {what}: {cause.Message}", action, cause);
    }

    public static DevFlowException Newer(string path, long version, int known) => Create(
        path,
        $"The event journal '{path}' has format {version}; this version of DevFlow knows formats up to {known}.",
        "Update DevFlow, or move the file away to start a new journal.");

    public static DevFlowException Foreign(string path) => Create(
        path,
        $"The file '{path}' is a SQLite database of another program, not an event journal.",
        "Move the file away; DevFlow then starts a new journal.");

    public static DevFlowException Closed(string path) => Create(
        path,
        $"The event journal '{path}' is closed; the event may not have been stored.",
        "Publish the event again in a new session: an event that was stored is recognised by its id.");

    private static (string What, string Action) Explain(string path, int code) => code switch
    {
        Busy or Locked => (
            "is locked by another program",
            "Close the program that holds the file open, such as a database browser or a backup, then try again."),
        Full => ("cannot grow, because the disk is full", "Free some space on the disk, then try again."),
        Corrupt => ("is damaged", "Move the file away to start a new journal, and restore it from a backup if you need its events."),
        NotADatabase => ("is not a database", "Move the file away; DevFlow then starts a new journal."),
        ReadOnly or Permission => ("may not be written", "Give your account write access to the file and its folder, then try again."),
        InputOutput => ("cannot be read or written", "Check the disk, then try again."),
        CannotOpen when Directory.Exists(path) => ("is a folder", "Move the folder away; DevFlow then starts a new journal."),
        CannotOpen => ("cannot be opened", "Check that its folder exists and that your account may write there, then try again."),
        _ => ("cannot be used", "Check the file and the disk, then try again."),
    };

    private static DevFlowException Create(string path, string message, string? action, Exception? cause = null) =>
        new(ErrorReason.JournalUnusable, message, action, cause) { Target = path };
}
