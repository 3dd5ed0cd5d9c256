using DevFlow.TestKit;

namespace DevFlow.Benchmarks;

/// <summary>Starts this program again.</summary>
internal static class Child
{
    public static ProcessOptions Of(IChild child, params string[] arguments) =>
        new("dotnet", [typeof(Child).Assembly.Location, child.Name, .. arguments]);
}
