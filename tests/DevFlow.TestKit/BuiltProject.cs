namespace DevFlow.TestKit;

/// <summary>Finds what other projects of the repository were built to.</summary>
public static class BuiltProject
{
    private static string Configuration { get; } =
        new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;

    /// <summary>A project's own assembly, of the configuration the tests were built with; not the copy beside the tests.</summary>
    /// <param name="part">The folder at the root: <c>src</c> or <c>tests</c>.</param>
    /// <param name="name">The project's name.</param>
    public static string Assembly(string part, string name) => RepositoryRoot.File(part, name, "bin", Configuration, "net10.0", name + ".dll");
}
