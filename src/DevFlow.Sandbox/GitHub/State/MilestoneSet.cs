namespace DevFlow.Sandbox.GitHub;

/// <summary>The milestones of a repository.</summary>
internal sealed class MilestoneSet(Repository repository)
{
    private readonly SortedDictionary<int, Milestone> _milestones = [];
    private int _lastNumber;

    public IReadOnlyList<Milestone> List()
    {
        lock (repository.Gate)
        {
            return [.. _milestones.Values];
        }
    }

    public Milestone? Find(long number)
    {
        lock (repository.Gate)
        {
            return number <= int.MaxValue ? _milestones.GetValueOrDefault((int)number) : null;
        }
    }

    /// <exception cref="GitHubRefusal">There is one of this title.</exception>
    public Milestone Add(MilestoneFields fields, Act act)
    {
        lock (repository.Gate)
        {
            RefuseTaken(fields.Title);
            Milestone milestone = Seed(fields, act.By, act.At);
            Tell("created", milestone, act);
            return milestone;
        }
    }

    /// <summary>Adds one without telling anybody: for what the scenario has.</summary>
    public Milestone Seed(MilestoneFields fields, Account creator, DateTimeOffset createdAt)
    {
        lock (repository.Gate)
        {
            Milestone milestone = new(repository.State.Ids.Next(), ++_lastNumber, creator, createdAt, fields);
            _milestones.Add(milestone.Number, milestone);
            return milestone;
        }
    }

    /// <exception cref="GitHubRefusal">There is another of the new title.</exception>
    public Milestone Change(long number, Func<MilestoneFields, MilestoneFields> change, Act act)
    {
        lock (repository.Gate)
        {
            Milestone milestone = Find(number) ?? throw GitHubRefusal.NotFound();
            MilestoneFields before = milestone.Fields;
            MilestoneFields after = change(before);
            if (after.Title != before.Title)
            {
                RefuseTaken(after.Title);
            }

            milestone.Fields = after;
            if (after.IsClosed != before.IsClosed)
            {
                Tell(after.IsClosed ? "closed" : "opened", milestone, act);
            }

            if (after.Title != before.Title || after.Description != before.Description || after.DueOn != before.DueOn)
            {
                Tell("edited", milestone, act, before);
            }

            return milestone;
        }
    }

    /// <exception cref="GitHubRefusal">There is none of this number.</exception>
    public void Remove(long number, Act act)
    {
        lock (repository.Gate)
        {
            Milestone milestone = Find(number) ?? throw GitHubRefusal.NotFound();
            _milestones.Remove(milestone.Number);
            repository.Issues.Drop(milestone);
            Tell("deleted", milestone, act);
        }
    }

    private void RefuseTaken(string title)
    {
        if (_milestones.Values.Any(milestone => milestone.Fields.Title == title))
        {
            throw GitHubRefusal.Invalid(new FieldError("Milestone", "already_exists", "title"));
        }
    }

    private void Tell(string action, Milestone milestone, Act act, MilestoneFields? before = null) =>
        repository.Tell("milestone", action, act, (writer, links) =>
        {
            MilestoneJson.Write(writer, "milestone"u8, repository, milestone, links);
            if (before is not null)
            {
                ChangesJson.Write(
                    writer,
                    ("title", before.Title, milestone.Fields.Title),
                    ("description", before.Description, milestone.Fields.Description),
                    ("due_on", MilestoneJson.Moment(before.DueOn), MilestoneJson.Moment(milestone.Fields.DueOn)));
            }
        });
}
