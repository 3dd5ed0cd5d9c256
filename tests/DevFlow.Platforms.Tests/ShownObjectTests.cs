using System.Reflection;
using DevFlow.Core;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Platforms.Tests;

/// <summary>What a person sees of the objects that cmdlets write: Select-Object *, Export-Csv and ConvertTo-Json show every public property.</summary>
public sealed class ShownObjectTests
{
    [Theory]
    [InlineData(typeof(Engine))]
    [InlineData(typeof(PlatformServer))]
    public void An_object_of_the_engine_shows_what_the_contract_lists_and_nothing_else(Type part)
    {
        IEnumerable<Type> shown = part.Assembly.GetTypes().Where(static type => type.IsClass && Contract(type) is { IsAbstract: true, IsPublic: true });

        Assert.All(shown, static type => Assert.All(
            type.GetProperties(BindingFlags.Public | BindingFlags.Instance),
            static property => Assert.Same(typeof(Connection).Assembly, property.GetMethod!.GetBaseDefinition().DeclaringType!.Assembly)));
    }

    private static Type? Contract(Type type) =>
        type.BaseType is not { } above ? null : above.Assembly == typeof(Connection).Assembly ? above : Contract(above);
}
