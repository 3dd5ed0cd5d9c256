namespace DevFlow.Platforms.Tests.Contract;

/// <summary>A place in a body, counted from its root and from where the innermost schema with a name begins.</summary>
/// <param name="Path">As <c>$.labels[0].name</c>.</param>
/// <param name="Schema">The name of the innermost schema; null outside all of them.</param>
/// <param name="SchemaPath">The path from where that schema begins.</param>
public readonly record struct Place(string Path, string? Schema, string SchemaPath)
{
    public static Place Root { get; } = new("$", null, "$");

    public Place Enter(string? schema) => schema is null ? this : new(Path, schema, "$");

    public Place Property(string name) => new($"{Path}.{name}", Schema, $"{SchemaPath}.{name}");

    public Place Item(int index) => new($"{Path}[{index}]", Schema, $"{SchemaPath}[{index}]");
}
