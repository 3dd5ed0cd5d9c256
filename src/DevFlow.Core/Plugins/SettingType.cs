using System.Text.Json.Serialization;

namespace DevFlow.Core.Plugins;

/// <summary>What a setting is; the names are JSON Schema's.</summary>
internal enum SettingType
{
    [JsonStringEnumMemberName("string")]
    String,

    [JsonStringEnumMemberName("integer")]
    Integer,

    [JsonStringEnumMemberName("number")]
    Number,

    [JsonStringEnumMemberName("boolean")]
    Boolean,
}
