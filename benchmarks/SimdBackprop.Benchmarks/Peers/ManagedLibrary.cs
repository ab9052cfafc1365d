using System.Reflection;

namespace SimdBackprop.Benchmarks;

/// <summary>What a managed peer says that it is.</summary>
internal static class ManagedLibrary
{
    /// <summary>The name and version of the assembly that holds the type.</summary>
    internal static string Describe(Type type)
    {
        // The version that the author gave, without the commit after the plus sign.
        string? version = type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        return $"{type.Assembly.GetName().Name} {version}";
    }
}
