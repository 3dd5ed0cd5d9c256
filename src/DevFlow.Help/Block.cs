namespace DevFlow.Help;

/// <summary>A paragraph, a list item or a fenced code block of a page.</summary>
internal readonly record struct Block(string Text, bool IsCode);
