namespace DevFlow.Core.Events;

/// <summary>What became of an event of a row: a result, or an error.</summary>
internal sealed record PublishAnswer(PublishResult? Result, Exception? Error);
