namespace DevFlow.Sandbox.GitHub;

/// <summary>What can be changed of a label.</summary>
/// <param name="Name">Its name, unique in the repository whatever its case.</param>
/// <param name="Color">Six hexadecimal digits.</param>
/// <param name="Description">What it is for.</param>
internal sealed record LabelFields(string Name, string Color = "ededed", string? Description = null);
