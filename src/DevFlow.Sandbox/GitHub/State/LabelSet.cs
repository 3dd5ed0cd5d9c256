namespace DevFlow.Sandbox.GitHub;

/// <summary>The labels of a repository.</summary>
internal sealed class LabelSet(Repository repository)
{
    private readonly Dictionary<string, Label> _labels = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<Label> List()
    {
        lock (repository.Gate)
        {
            return [.. _labels.Values.OrderBy(label => label.Id)];
        }
    }

    public Label? Find(string name)
    {
        lock (repository.Gate)
        {
            return _labels.GetValueOrDefault(name);
        }
    }

    /// <exception cref="GitHubRefusal">There is one of this name.</exception>
    public Label Add(LabelFields fields, Act act)
    {
        lock (repository.Gate)
        {
            RefuseTaken(fields.Name);
            Label label = Seed(fields);
            Tell("created", label, act);
            return label;
        }
    }

    /// <summary>Adds one without telling anybody: for what the scenario has.</summary>
    public Label Seed(LabelFields fields)
    {
        lock (repository.Gate)
        {
            Label label = new(repository.State.Ids.Next(), fields);
            _labels.Add(fields.Name, label);
            return label;
        }
    }

    /// <exception cref="GitHubRefusal">There is none of the old name, or another of the new one.</exception>
    public Label Change(string name, Func<LabelFields, LabelFields> change, Act act)
    {
        lock (repository.Gate)
        {
            Label label = Find(name) ?? throw GitHubRefusal.NotFound();
            LabelFields before = label.Fields;
            LabelFields after = change(before);
            if (!after.Name.Equals(before.Name, StringComparison.OrdinalIgnoreCase))
            {
                RefuseTaken(after.Name);
            }

            _labels.Remove(before.Name);
            _labels.Add(after.Name, label);
            label.Fields = after;
            Tell("edited", label, act, before);
            return label;
        }
    }

    /// <exception cref="GitHubRefusal">There is none of this name.</exception>
    public void Remove(string name, Act act)
    {
        lock (repository.Gate)
        {
            if (!_labels.Remove(name, out Label? label))
            {
                throw GitHubRefusal.NotFound();
            }

            repository.Issues.Drop(label);
            Tell("deleted", label, act);
        }
    }

    /// <summary>Finds labels, and makes those that are not there yet, as GitHub does for an issue.</summary>
    public IReadOnlyList<Label> Resolve(IEnumerable<string> names, Act act)
    {
        lock (repository.Gate)
        {
            return [.. names.Distinct(StringComparer.OrdinalIgnoreCase).Select(name => Find(name) ?? Add(new(name), act))];
        }
    }

    private void RefuseTaken(string name)
    {
        if (_labels.ContainsKey(name))
        {
            throw GitHubRefusal.Invalid(new FieldError("Label", "already_exists", "name"));
        }
    }

    private void Tell(string action, Label label, Act act, LabelFields? before = null) => repository.Tell("label", action, act, (writer, links) =>
    {
        LabelJson.Write(writer, "label"u8, repository, label, links);
        if (before is not null)
        {
            ChangesJson.Write(
                writer,
                ("name", before.Name, label.Name),
                ("color", before.Color, label.Fields.Color),
                ("description", before.Description, label.Fields.Description));
        }
    });
}
