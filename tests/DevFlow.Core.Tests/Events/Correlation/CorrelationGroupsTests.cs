using CsCheck;
using DevFlow.Core.Events.Correlation;
using Microsoft.Data.Sqlite;
using static DevFlow.Core.Tests.Events.Correlation.CorrelationFixture;

namespace DevFlow.Core.Tests.Events.Correlation;

public sealed class CorrelationGroupsTests : IDisposable
{
    private readonly CorrelationFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Events_that_share_a_key_belong_to_one_story()
    {
        (SqliteConnection, CorrelationGroups) open = _fixture.Open();
        string story = Join(open, "", "a", "b");

        Assert.Equal(story, Join(open, "", "b", "c"));
        Assert.Equal(story, Join(open, "", "c"));
        Assert.NotEqual(story, Join(open, "", "d"));
    }

    [Fact]
    public void When_two_stories_turn_out_to_be_one_the_first_seen_gives_the_name_and_a_log_line_says_so()
    {
        (SqliteConnection, CorrelationGroups) open = _fixture.Open();
        string first = Join(open, "", "a");
        string second = Join(open, "", "b");

        Assert.Equal(first, Join(open, "", "b", "a"));
        Assert.Equal(first, Join(open, "", "b"));
        Assert.Equal([first, second], _fixture.Stories.NamesOf(second));
        Assert.Equal([first, second], _fixture.Stories.NamesOf(first));
        string line = Assert.Single(_fixture.Log.Lines);
        Assert.Contains(first, line, StringComparison.Ordinal);
        Assert.Contains(second, line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_correlation_given_by_the_publisher_is_part_of_the_story()
    {
        (SqliteConnection Connection, CorrelationGroups Groups) open = _fixture.Open();

        Assert.Equal("mine", Join(open, "mine"));
        Assert.Equal(0, Count(open.Connection, "correlation_group"));
        Assert.Equal("mine", Join(open, "mine", "a"));
        Assert.Equal("mine", Join(open, "", "a"));
        Assert.Equal("mine", Join(open, "mine"));

        string other = Join(open, "", "b");
        Assert.Equal("mine", Join(open, "mine", "b"));
        Assert.Equal(["mine", other], _fixture.Stories.NamesOf("mine"));
        Assert.Equal(["mine", other, "later"], Joined("later"));

        IReadOnlyList<string> Joined(string name)
        {
            Join(open, name, "a");
            return _fixture.Stories.NamesOf(name);
        }
    }

    [Fact]
    public void An_event_without_keys_is_a_story_of_its_own_and_costs_no_row()
    {
        (SqliteConnection Connection, CorrelationGroups Groups) open = _fixture.Open();

        Assert.NotEqual(Join(open, ""), Join(open, ""));
        Assert.Equal(0, Count(open.Connection, "correlation_group"));
        Assert.Equal(["unheard-of"], _fixture.Stories.NamesOf("unheard-of"));
    }

    [Fact]
    public void The_stories_outlive_the_process()
    {
        string story = Join(_fixture.Open(), "", "a", "b");

        Assert.Equal(story, Join(_fixture.Open(), "", "b"));
    }

    [Fact]
    public void What_another_process_joined_counts_at_once()
    {
        (SqliteConnection, CorrelationGroups) one = _fixture.Open();
        (SqliteConnection, CorrelationGroups) two = _fixture.Open();
        string a = Join(one, "", "a");
        string b = Join(two, "", "b");
        Assert.Equal(b, Join(one, "", "b"));

        Assert.Equal(a, Join(two, "", "a", "b"));
        Assert.Equal(a, Join(one, "", "b"));
    }

    [Fact]
    public void A_transaction_that_is_rolled_back_leaves_no_story()
    {
        (SqliteConnection connection, CorrelationGroups groups) = _fixture.Open();
        Execute(connection, "BEGIN IMMEDIATE");
        groups.Begin();
        string lost = groups.Join(["a"], "");
        Execute(connection, "ROLLBACK");

        (SqliteConnection Connection, CorrelationGroups) next = _fixture.Open();
        Assert.Equal(0, Count(next.Connection, "correlation_key"));
        Assert.NotEqual(lost, Join(next, "", "a"));
    }

    [Fact]
    public void Keys_that_nobody_names_any_more_are_forgotten_and_busy_ones_are_kept()
    {
        (SqliteConnection Connection, CorrelationGroups Groups) open = _fixture.Open();
        string busy = Join(open, "", "busy");
        Join(open, "", "quiet");
        Join(open, "", "x");
        Join(open, "", "y");
        Join(open, "", "x", "y");
        for (int day = 0; day < 40; day++)
        {
            _fixture.Time.Advance(TimeSpan.FromDays(1));
            Join(open, "", "busy");
        }

        Execute(open.Connection, "BEGIN IMMEDIATE");
        Assert.Equal(6, open.Groups.Prune(TimeSpan.FromDays(30)));
        Execute(open.Connection, "COMMIT");

        Assert.Equal(1, Count(open.Connection, "correlation_key"));
        Assert.Equal(busy, Join(open, "", "busy"));
    }

    [Fact]
    public void A_busy_key_is_written_once_a_day()
    {
        (SqliteConnection Connection, CorrelationGroups Groups) open = _fixture.Open();
        Join(open, "", "a", "b");
        long before = Changes();
        Join(open, "", "a", "b");
        Assert.Equal(before, Changes());

        _fixture.Time.Advance(TimeSpan.FromDays(1));
        Join(open, "", "a", "b");
        Assert.Equal(before + 2, Changes());

        long Changes()
        {
            using SqliteCommand command = open.Connection.CreateCommand();
            command.CommandText = "SELECT total_changes()";
            return (long)command.ExecuteScalar()!;
        }
    }

    [Fact]
    public void Looking_a_story_up_tells_what_joining_it_would_come_to_and_writes_nothing()
    {
        (SqliteConnection Connection, CorrelationGroups) open = _fixture.Open();
        Assert.Null(_fixture.Stories.Find(["a"], ""));
        string first = Join(open, "", "a");
        string second = Join(open, "", "b");
        long version = _fixture.Stories.Version;

        Assert.Equal(first, _fixture.Stories.Find(["b", "a", "unheard-of"], ""));
        Assert.Equal(second, _fixture.Stories.Find(["b"], "mine"));
        Assert.Equal(first, _fixture.Stories.Find([], first));
        Assert.Null(_fixture.Stories.Find(["unheard-of"], "mine"));
        Assert.Equal(version, _fixture.Stories.Version);
        Assert.Equal((2, 2), (Count(open.Connection, "correlation_key"), Count(open.Connection, "correlation_group")));

        Join(open, "", "a", "b");
        Assert.NotEqual(version, _fixture.Stories.Version);
        Assert.Equal(first, _fixture.Stories.Find(["b"], ""));
    }

    [Fact]
    public void The_stories_are_those_of_a_naive_model_for_any_history()
    {
        Gen<(int[] Keys, int Given)> step = Gen.Select(Gen.Int[0, 25].Array[0, 4], Gen.Int[-12, 6]);
        step.Array[1, 60].Sample(
            history =>
            {
                using CorrelationFixture fixture = new();
                (SqliteConnection, CorrelationGroups)[] processes = [fixture.Open(), fixture.Open()];
                NaiveStories model = new();
                List<string> stories = [];
                for (int i = 0; i < history.Length; i++)
                {
                    string[] keys = Names(history[i].Keys);
                    string given = Given(history[i].Given);
                    string story = Join(processes[i % 2], given, keys);
                    stories.Add(story);
                    if (model.Join(keys, given, story) != story)
                    {
                        return false;
                    }
                }

                return history.Zip(stories).All(step => step.First.Keys.Length == 0 || fixture.Stories.Find(Names(step.First.Keys), Given(step.First.Given)) == fixture.Stories.NamesOf(step.Second)[0])
                    && model.Names.All(name => fixture.Stories.NamesOf(name).ToHashSet().SetEquals(model.NamesOf(name)));
            },
            iter: 100,
            threads: 1);

        static string[] Names(int[] keys) => [.. keys.Distinct().Select(static key => "k" + key)];
        static string Given(int given) => given < 0 ? "" : "g" + given;
    }
}
