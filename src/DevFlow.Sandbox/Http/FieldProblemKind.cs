namespace DevFlow.Sandbox.Http;

/// <summary>What is wrong with a field.</summary>
internal enum FieldProblemKind
{
    /// <summary>It is needed and is not there, or is empty.</summary>
    Missing,

    /// <summary>It is of another type.</summary>
    Type,

    /// <summary>It is not one of the values there are.</summary>
    Value,

    /// <summary>It is too long.</summary>
    Length,
}
