namespace SimdBackprop.Checking;

/// <summary>Something a gradient must do beside being right.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Holds">Whether it does.</param>
/// <param name="Detail">The first place where it does not; null if it holds.</param>
public sealed record GradientProperty(string Name, bool Holds, string? Detail)
{
    internal static GradientProperty Of(string name, string? violation) => new(name, violation is null, violation);
}
