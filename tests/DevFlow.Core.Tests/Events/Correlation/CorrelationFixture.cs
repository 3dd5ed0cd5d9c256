using DevFlow.Core.Events.Correlation;
using DevFlow.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Core.Tests.Events.Correlation;

/// <summary>A database with the tables of the stories, and connections to it as several processes would hold them.</summary>
internal sealed class CorrelationFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<IDisposable> _opened = [];

    public CorrelationFixture()
    {
        using SqliteConnection connection = Connect();
        Execute(connection, "PRAGMA journal_mode = WAL");
        Execute(connection, CorrelationGroups.Schema);
        Stories = new StoryReader(Connect, _folder.File("stories.db"));
        _opened.Add(Stories);
    }

    public StoryReader Stories { get; }

    public FakeTimeProvider Time { get; } = new(TestEvent.Noon);

    public LogLines Log { get; } = new();

    public (SqliteConnection Connection, CorrelationGroups Groups) Open()
    {
        SqliteConnection connection = Connect();
        CorrelationGroups groups = new(connection, Time, Log.CreateLogger<CorrelationGroups>());
        _opened.Add(groups);
        _opened.Add(connection);
        return (connection, groups);
    }

    /// <summary>Joins in a transaction of its own.</summary>
    public static string Join((SqliteConnection Connection, CorrelationGroups Groups) open, string given, params string[] keys)
    {
        Execute(open.Connection, "BEGIN IMMEDIATE");
        open.Groups.Begin();
        string story = open.Groups.Join(keys, given);
        Execute(open.Connection, "COMMIT");
        return story;
    }

    public static long Count(SqliteConnection connection, string table)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The names of our own tables.
        command.CommandText = "SELECT count(*) FROM " + table;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant text of these tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _opened.ForEach(static opened => opened.Dispose());
        _folder.Dispose();
    }

    private SqliteConnection Connect()
    {
        SqliteConnection connection = new($"Data Source={_folder.File("stories.db")};Pooling=False");
        connection.Open();
        return connection;
    }
}
