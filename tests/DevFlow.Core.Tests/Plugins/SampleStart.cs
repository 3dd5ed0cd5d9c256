namespace DevFlow.Core.Tests.Plugins;

/// <summary>What the constructor of a <see cref="SampleAssembly"/>'s class does.</summary>
internal enum SampleStart
{
    Works,
    Throws,
    Hangs,
}
