using DevFlow.Core.Connections;

namespace DevFlow.Core.Tests.Connections;

public sealed class KnownProjectsTests
{
    private readonly List<string[]?> _told = [];
    private readonly KnownProjects _projects;

    public KnownProjectsTests() => _projects = new KnownProjects(keys => _told.Add(keys?.Order(StringComparer.Ordinal).ToArray()));

    [Fact]
    public void The_projects_of_all_trackers_count_as_soon_as_all_are_known()
    {
        Connection one = Tracker("one"), two = Tracker("two"), other = Tracker("other") with { Platform = "github" };

        _projects.Set(one, ["ABC"], [one, two, other]);
        _projects.Set(two, ["DEF"], [one, two, other]);

        Assert.Equal([null, ["ABC", "DEF"]], _told);
    }

    [Fact]
    public void A_tracker_that_does_not_tell_leaves_all_unknown_and_connecting_again_replaces_what_was_told()
    {
        Connection one = Tracker("one"), stranger = Tracker("stranger") with { Platform = "tracker" };

        _projects.Set(one, ["ABC"], [one]);
        _projects.Set(stranger, keys: null, [one, stranger]);
        _projects.Set(stranger, ["XYZ"], [one, stranger]);
        _projects.Set(one with { Name = "ONE" }, ["ABD"], [one, stranger]);

        Assert.Equal([["ABC"], null, ["ABC", "XYZ"], ["ABD", "XYZ"]], _told);
    }

    private static Connection Tracker(string name) => ConnectionFileTests.Sample() with { Name = name, Platform = "jira" };
}
