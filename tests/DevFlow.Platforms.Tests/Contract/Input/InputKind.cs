namespace DevFlow.Platforms.Tests.Contract;

/// <summary>What is good or bad about a request.</summary>
public enum InputKind
{
    /// <summary>Nothing is wrong with it.</summary>
    Good,

    /// <summary>It carries no token.</summary>
    NoToken,

    /// <summary>Its path names something that does not exist.</summary>
    UnknownId,

    /// <summary>A required field or parameter is missing.</summary>
    MissingField,

    /// <summary>A field has a type the description does not allow.</summary>
    WrongType,

    /// <summary>A field or parameter is none of its choices.</summary>
    WrongChoice,

    /// <summary>The body is cut off.</summary>
    MalformedJson,

    /// <summary>The body is JSON, but no object.</summary>
    NoObject,
}
